/** A page's sections, for the margin. */

import { element, escape, toText } from "../render/html.mjs";

const DEEPEST = 3; // headings below h3 are too small for the margin
const FEWEST = 2; // one section needs no map

export function headings(node, found = []) {
  if (node.type === "heading" && node.depth <= DEEPEST && (node.html_id ?? node.identifier)) {
    found.push({ depth: node.depth, id: node.html_id ?? node.identifier, text: toText(node) });
  }
  // What is shown from elsewhere has its headings there.
  if (!["embed", "glossary", "admonition", "aside", "tabSet", "solution", "exercise"].includes(node.type) && node.visibility !== "remove") {
    for (const child of node.children ?? []) headings(child, found);
  }
  return found;
}

export function outline(tree) {
  const found = headings(tree);
  if (found.length < FEWEST) return "";
  const items = found.map(({ depth, id, text }) => element("li", { class: depth > 2 && "deeper" }, element("a", { href: `#${id}` }, escape(text))));
  return `<nav class="outline" aria-label="On this page"><ol>${items.join("")}</ol></nav>`;
}
