// A table that is wider than the page scrolls by itself: let the keyboard reach it. The theme wraps
// tables while the page loads, so this waits until that is done.
addEventListener("load", () => {
  const reach = () => {
    for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) frame.tabIndex = 0;
  };
  reach();
  new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
});
