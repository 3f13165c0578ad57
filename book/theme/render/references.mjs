/** Everything that points elsewhere: cross-references, citations, footnotes, the bibliography. */

import { element, escape } from "./html.mjs";
import { sanitize } from "./sanitize.mjs";

function crossReference(node, context) {
  if (node.resolved === false || (!node.resolved && !node.url)) context.fail(`refers to "${node.label ?? node.identifier}", which is nowhere.`);
  const label = context.children(node) || escape(node.label);
  if (context.inert) return label;
  const kind = node.kind === "definitionTerm" ? "term" : "reference";
  return element("a", { class: kind, href: context.site.reference(node) }, label);
}

/** A citation: mystmd has written its text ("Shannon (1951)", "Shannon, 1951"); groups add the brackets. */
function cite(node, context) {
  if (node.error) context.fail(`cites "${node.label}", which is not in the bibliography.`);
  const label = context.children(node);
  return context.inert ? label : element("a", { class: "citation", href: `#cite-${node.label}` }, label);
}

function citeGroup(node, context) {
  const parts = (node.children ?? []).map(context.render);
  return node.kind === "parenthetical" ? `(${parts.join("; ")})` : parts.join(" and ");
}

function footnoteReference(node, context) {
  const number = escape(node.enumerator ?? node.label);
  if (context.inert) return "";
  const first = context.id({ html_id: `footnote-ref-${node.identifier}` });
  return `<sup class="footnote-mark">${element("a", { id: first, href: `#footnote-${node.identifier}`, "aria-label": `Footnote ${number}` }, number)}</sup>`;
}

/** Notes are gathered at the foot of the page (see `footnotes`), wherever they are written. */
function footnoteDefinition(node, context) {
  context.notes.push(node);
  return "";
}

export function footnotes(context) {
  if (!context.notes.length) return "";
  const items = [...context.notes]
    .sort((a, b) => Number(a.enumerator) - Number(b.enumerator))
    .map((node) => {
      const back = ` <a class="footnote-back" href="#footnote-ref-${escape(node.identifier)}" aria-label="Back to the text of footnote ${escape(node.enumerator)}">↩</a>`;
      const html = context.children(node);
      return element("li", { id: `footnote-${node.identifier}` }, html.endsWith("</p>") ? html.slice(0, -4) + back + "</p>" : html + back);
    });
  return `<section class="footnotes" aria-label="Footnotes"><ol>${items.join("")}</ol></section>`;
}

/** The page's own sources, in the order they are cited. */
export function sources(context) {
  const { order = [], data = {} } = context.page.references?.cite ?? {};
  if (!order.length) return "";
  const items = order.map((key) => element("li", { id: `cite-${data[key].label}` }, sanitize(data[key].html)));
  return `<section class="sources" aria-labelledby="sources-heading"><h2 id="sources-heading">References</h2><ol>${items.join("")}</ol></section>`;
}

/** {bibliography}: everything the book cites, by author. */
function bibliography(node, context) {
  const items = context.site.citations().map((entry) => `<li>${sanitize(entry.html)}</li>`);
  return `<ol class="bibliography">${items.join("")}</ol>`;
}

export const references = {
  crossReference,
  cite,
  citeGroup,
  footnoteReference,
  footnoteDefinition,
  bibliography,
  // mystmd has turned these two into headings and lists; what is left is their shell.
  toc: (node, context) => context.children(node),
  genindex: (node, context) => context.children(node),
};
