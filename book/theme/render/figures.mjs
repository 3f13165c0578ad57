/** Pictures, videos, frames, and the containers that give them a number and a caption. */

import { classes, element, escape, toText } from "./html.mjs";

const VIDEO = /\.(mp4|webm|ogv|mov)$/i;
const LENGTH = /^\d+(\.\d+)?(%|px|em|rem|ch)?$/;

function widthStyle(width) {
  if (!width || !LENGTH.test(width)) return undefined;
  return `width:${/\d$/.test(width) ? `${width}px` : width}`;
}

function image(node, context) {
  if (node.placeholder) return "";
  const src = context.site.asset(node.url, context);
  const className = classes(node.align && node.align !== "center" && `align-${node.align}`, node.class);
  if (VIDEO.test(node.url)) {
    return element("video", { src, controls: true, preload: "metadata", class: className, "aria-label": node.alt, style: widthStyle(node.width) });
  }
  const { width, height } = context.site.dimensions(node.url);
  return element("img", { src, alt: node.alt ?? "", title: node.title, width, height, loading: "lazy", decoding: "async", class: className, style: widthStyle(node.width) });
}

function iframe(node, context) {
  const external = /^https?:\/\//.test(node.src);
  if (external) context.facts.frames.add(new URL(node.src).origin);
  const src = external ? node.src : context.site.address(node.src);
  if (!node.title) context.fail(`has an {iframe} of ${node.src} without a :title:, which readers who cannot see it need.`);
  return element("iframe", { src, title: node.title, loading: "lazy", class: classes(node.class), style: widthStyle(node.width) });
}

const caption = (node, context) => {
  const [only, ...rest] = node.children ?? [];
  return `<figcaption>${only?.type === "paragraph" && !rest.length ? context.children(only) : context.children(node)}</figcaption>`;
};

const captionNumber = (node) => `<span class="caption-number">${escape(toText(node).replace(/:\s*$/, ""))}</span>`;

function quote(node, context) {
  const parts = (node.children ?? []).map((child) => (child.type === "caption" ? element("figcaption", {}, context.children(child)) : context.render(child)));
  return element("figure", { id: context.id(node), class: classes("quote", node.class) }, parts.join(""));
}

function container(node, context) {
  if (node.kind === "quote") return quote(node, context);
  const code = (node.children ?? []).filter((child) => child.type === "code");
  const outputs = (node.children ?? []).some((child) => child.type === "outputs");
  if (outputs) {
    // A cell with a caption: the code stands before the figure. Where a figure is shown a second time, it stands alone.
    const body = (node.children ?? []).filter((child) => child.type !== "code");
    const shown = node.source ? "" : context.all(code);
    return shown + element("figure", { id: context.id(node), class: classes(node.kind, "of-cell", node.class) }, context.all(body));
  }
  const subfigures = (node.children ?? []).filter((child) => child.subcontainer || child.type === "container");
  if (!subfigures.length) return element("figure", { id: context.id(node), class: classes(node.kind, node.class) }, context.children(node));
  const rest = (node.children ?? []).filter((child) => !subfigures.includes(child));
  const row = `<div class="subfigures">${context.all(subfigures)}</div>`;
  return element("figure", { id: context.id(node), class: classes(node.kind, node.class) }, row + context.all(rest));
}

export const figures = {
  image,
  iframe,
  container,
  caption,
  captionNumber,
  legend: (node, context) => `<div class="legend">${context.children(node)}</div>`,
};
