// Draws the diagrams of a page by Mermaid, which the page has loaded before, in the page's own
// colours, and again when these change. A diagram that can't be read stays as text.

const DARK = matchMedia("(prefers-color-scheme: dark)");
/** @type {any} */
const page = window;
/** @type {Map<HTMLElement, string>} */
const sources = new Map();
let count = 0;

/** @param {Element} element */
function colours(element) {
  const own = getComputedStyle(element);
  const ground = getComputedStyle(document.body);
  return { text: own.color, paper: ground.backgroundColor, font: own.fontFamily };
}

/** @param {string} colour */
function isDark(colour) {
  const [red = 255, green = 255, blue = 255] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue < 384;
}

async function drawAll() {
  if (!page.mermaid) return;
  const main = document.querySelector(".md-typeset") ?? document.body;
  const { text, paper, font } = colours(main);
  page.mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: isDark(paper) ? "dark" : "neutral",
    themeVariables: { background: paper, edgeLabelBackground: paper, lineColor: text, fontFamily: font },
    fontFamily: font,
  });
  for (const [place, source] of sources) {
    try {
      const { svg } = await page.mermaid.render(`diagram-${(count += 1)}`, source);
      place.innerHTML = svg;
      place.classList.add("diagram");
    } catch {
      place.textContent = source;
      place.classList.remove("diagram");
    }
  }
}

for (const code of document.querySelectorAll("pre.mermaid")) {
  const place = document.createElement("div");
  const source = code.textContent ?? "";
  place.textContent = source;
  place.className = "mermaid-source";
  code.replaceWith(place);
  sources.set(place, source);
}
void drawAll();
DARK.addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
