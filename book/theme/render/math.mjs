/** Mathematics. mystmd has typeset it with KaTeX already; its HTML carries MathML for screen readers. */

import katex from "katex";
import { element, escape } from "./html.mjs";

/** TeX typeset here: what outputs hold comes unparsed. */
export function typeset(source, displayMode, context) {
  try {
    context.facts.math = true;
    return katex.renderToString(source, { displayMode, throwOnError: true });
  } catch (error) {
    return context.fail(`holds the formula ${source.slice(0, 60)}, which KaTeX cannot set: ${error.message}`);
  }
}

function inlineMath(node, context) {
  if (!node.html) context.fail(`holds the formula ${node.value}, which KaTeX could not set.`);
  context.facts.math = true;
  return `<span class="math-inline">${node.html}</span>`;
}

function display(node, context) {
  if (!node.html) context.fail(`holds the formula ${node.value}, which KaTeX could not set.`);
  context.facts.math = true;
  const number = node.enumerator ? `<span class="equation-number">(${escape(node.enumerator)})</span>` : "";
  return element("div", { id: context.id(node), class: "equation" }, `<div class="equation-body">${node.html}</div>${number}`);
}

const mathGroup = (node, context) => element("div", { id: context.id(node), class: "equation-group" }, context.children(node));

export const math = { inlineMath, math: display, mathGroup };
