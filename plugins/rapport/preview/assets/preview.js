// Reloads the page when the site was built again, and shows what is wrong over it.
// The browser itself keeps the place on a reload.
let shown = null;
const events = new EventSource("/-/events");
events.onmessage = ({ data }) => {
  const { revision, problems } = JSON.parse(data);
  if (shown !== null && revision !== shown && problems.length === 0) {
    location.reload();
    return;
  }
  shown = revision;
  document.getElementById("preview-problems")?.remove();
  if (problems.length === 0) return;
  const box = document.createElement("div");
  box.id = "preview-problems";
  box.setAttribute("role", "alert");
  const heading = document.createElement("p");
  heading.textContent = "Not published yet. This page shows the last good state.";
  const list = document.createElement("pre");
  list.textContent = problems.join("\n");
  box.append(heading, list);
  document.body.append(box);
};
