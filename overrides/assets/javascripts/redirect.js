// Leads from a former address to the article's own, and keeps the part after `#`.
const target = document.currentScript?.dataset.target;
if (target) location.replace(target + location.hash);
