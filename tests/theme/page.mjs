/** A page and a site just large enough to render a node. */

import { createRenderer } from "../../book/theme/render/index.mjs";

export const site = {
  link: (node) => ({ href: node.url }),
  reference: (node) => `${node.url ?? ""}#${node.html_id}`,
  asset: (path) => `/build${path}`,
  module: (path) => `/build${path}`,
  address: (path) => path,
  generated: (content, extension) => `/build/made${extension}`,
  dimensions: () => ({ width: 4, height: 3 }),
  measure: () => ({ width: 4, height: 3 }),
  text: (path) => `text of ${path}`,
  bytes: () => Buffer.from(""),
  citations: () => [],
};

export const text = (value) => ({ type: "text", value });
export const paragraph = (...children) => ({ type: "paragraph", children: children.map((each) => (typeof each === "string" ? text(each) : each)) });

export function renderer(page = {}) {
  return createRenderer({ slug: "page", location: "/book/page.md", mdast: { type: "root", children: [] }, ...page }, site);
}

export const render = (node, page) => renderer(page).render(node);

export const output = (data) => ({ type: "outputs", children: [{ type: "output", jupyter_data: data }] });
export const shown = (bundle) =>
  output({ output_type: "display_data", data: Object.fromEntries(Object.entries(bundle).map(([mime, content]) => [mime, { content }])) });
