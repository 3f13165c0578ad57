/** From a page's tree to HTML: one function a node type, and an error for every type that has none. */

import { blocks } from "./blocks.mjs";
import { cells } from "./cells.mjs";
import { code } from "./code.mjs";
import { figures } from "./figures.mjs";
import { math } from "./math.mjs";
import { references } from "./references.mjs";
import { tables } from "./tables.mjs";
import { text } from "./text.mjs";
import { theorems } from "./theorems.mjs";
import { toText } from "./html.mjs";

const RENDERERS = { ...text, ...blocks, ...math, ...code, ...tables, ...figures, ...theorems, ...cells, ...references };
export const KNOWN_TYPES = Object.keys(RENDERERS).sort();

/** Node types that mystmd can emit and this theme does not draw, with what an author can do instead. */
const REFUSED = {
  mermaid: "Draw the diagram in a cell or as an SVG file and show it as a figure.",
  myst: "An interactive demonstration needs MyST's own theme; show the source in a code block instead.",
  mdast: "Include the source file itself with {include}.",
};

/** What a page cannot be built with; the message names page, line and node. */
export class RenderError extends Error {}

/**
 * @param {object} page  the page's JSON as mystmd writes it
 * @param {object} site  lib/site.mjs: addresses, assets and what they hold
 */
export function createRenderer(page, site) {
  const used = new Set();
  let counter = 0;
  // mystmd keeps no position of directives, and in notebooks counts lines from the cell's top: the words before help.
  let line;
  let words = "";
  const context = {
    page,
    site,
    /** What the head of the page must know of its body. */
    facts: { frames: new Set(), math: false },
    /** Footnotes met so far. */
    notes: [],
    render(node) {
      const renderer = RENDERERS[node.type];
      if (page.kind !== "Notebook") line = node.position?.start?.line ?? line;
      if (node.type === "paragraph" || node.type === "heading") words = toText(node).trim() || words;
      if (!renderer) {
        const instead = REFUSED[node.type] ?? "Write a renderer for it in the theme's render folder, or take it out.";
        context.fail(`holds a node of type "${node.type}", which this theme does not draw. ${instead}`);
      }
      return renderer(node, context);
    },
    children: (node) => (node.children ?? []).map(context.render).join(""),
    all: (nodes) => (nodes ?? []).map(context.render).join(""),
    /** The node's anchor, once: the same identifier on a block and on the figure in it would make it ambiguous. */
    id(node) {
      const id = node.html_id ?? node.identifier;
      if (!id || used.has(id)) return undefined;
      used.add(id);
      return id;
    },
    /** A name no other element of this page has. */
    unique: (stem) => `${stem}-${(counter += 1)}`,
    fail(message) {
      const place = page.location?.slice(1) ?? page.slug;
      const after = words ? ` It stands at or after "${words.length > 60 ? `${words.slice(0, 60)}…` : words}"` : "";
      throw new RenderError(`${place}${line ? `:${line}` : ""} ${message}${after}`);
    },
  };
  return context;
}
