// Reloads the page when it was made again, and shows what is wrong over it.
// The browser itself keeps the place on a reload.
let shown = Number(new URL(import.meta.url).searchParams.get("revision"));
const here = decodeURI(location.pathname).slice(1).replace(/index\.html$/, "");
const unsaved = location.search === "?unsaved" ? here + location.search : here;
const events = new EventSource("/-/events");
events.onmessage = ({ data }) => {
  const { revision, problems, changed } = JSON.parse(data);
  const isNews = revision !== shown;
  // Only the last revision says what it changed: after a gap it may be this page.
  const isHere = changed === null || changed.includes(here) || changed.includes(unsaved) || revision !== shown + 1;
  shown = revision;
  const box = document.getElementById("preview-problems");
  if (isNews && problems.length === 0 && (isHere || box)) {
    location.reload();
    return;
  }
  box?.remove();
  if (problems.length === 0) return;
  const alert = document.createElement("div");
  alert.id = "preview-problems";
  alert.setAttribute("role", "alert");
  const heading = document.createElement("p");
  heading.textContent = "Not published yet. This page shows the last good state.";
  const list = document.createElement("pre");
  list.textContent = problems.join("\n");
  alert.append(heading, list);
  document.body.append(alert);
};
