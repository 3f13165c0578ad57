/** Notebook cells: code and what it gave as one unit, folded or left out as their tags say. */

import { classes, element, escape } from "./html.mjs";
import { renderOutputs } from "./outputs.mjs";
import { widgets } from "./widgets.mjs";
import { code } from "./code.mjs";

const fold = (summary, content, className) => `<details class="${classes("fold", className)}"><summary>${escape(summary)}</summary>${content}</details>`;

const tags = (block) => block.data?.tags ?? [];
// Tags that mystmd turns into `visibility` are gone from data.tags; this one is the book's own.
const isSolution = (block) => block.type === "block" && tags(block).includes("solution");

function outputs(node, context) {
  if (node.visibility === "remove") return "";
  const content = renderOutputs(node.children ?? [], context);
  if (!content) return "";
  const html = element("div", { class: classes("outputs", context.scrolling && "scrolling"), id: context.id(node) }, content);
  return node.visibility === "hide" ? fold("Output", html, "output-fold") : html;
}

function input(node, context) {
  if (node.visibility === "remove") return "";
  const html = code.code(node, context);
  return node.visibility === "hide" ? fold("Code", html, "input-fold") : html;
}

function cell(node, context) {
  context.scrolling = tags(node).includes("scroll-output");
  const content = context.children(node);
  context.scrolling = false;
  if (!content) return "";
  const html = element("div", { class: classes("cell", node.class), id: context.id(node) }, content);
  return node.visibility === "hide" ? fold("Cell", html, "cell-fold") : html;
}

/** A block: a cell, a part of the page with a name of its own, or just a group. */
function renderBlock(node, context) {
  if (node.visibility === "remove") return "";
  if (node.kind === "notebook-code") return cell(node, context);
  const content = context.children(node);
  const id = context.id(node);
  const html = id || node.class ? element("div", { id, class: node.class }, content) : content;
  return node.visibility === "hide" ? fold("More", html) : html;
}

/** The blocks of a page. Neighbours tagged `solution` are one folded solution. */
function renderBlocks(blocks, context) {
  let html = "";
  for (let index = 0; index < blocks.length; index += 1) {
    if (!isSolution(blocks[index])) {
      html += context.render(blocks[index]);
      continue;
    }
    let end = index;
    while (end < blocks.length && isSolution(blocks[end])) end += 1;
    html += fold("Solution", context.all(blocks.slice(index, end)), "solution");
    index = end - 1;
  }
  return html;
}

export const cells = {
  ...widgets,
  block: renderBlock,
  code: input,
  outputs,
  // An output on its own: a figure that shows one output of a cell.
  output: (node, context) => `<div class="outputs">${renderOutputs([node], context)}</div>`,
  root: (node, context) => renderBlocks(node.children ?? [], context),
};
