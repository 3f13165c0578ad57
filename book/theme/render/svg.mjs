/** SVG put into the page itself, so that `currentColor` is the page's ink. */

import { escape } from "./html.mjs";

// The one rule Matplotlib writes; as attributes of the root its two properties are inherited instead.
const MATPLOTLIB_STYLE = /<style type="text\/css">\s*\*\s*\{stroke-linejoin: round; stroke-linecap: butt\}\s*<\/style>/;

/** Every id gets `prefix`, so that two figures of a page do not share clip paths; ids nobody uses are dropped. */
function isolate(svg, prefix) {
  const used = new Set([...svg.matchAll(/(?:href="#|url\(#)([^")]+)/g)].map(([, id]) => id));
  return svg
    .replace(/\sid="([^"]*)"/g, (_, id) => (used.has(id) ? ` id="${prefix}-${id}"` : ""))
    .replace(/(href="#|url\(#)([^")]+)/g, (_, lead, id) => `${lead}${prefix}-${id}`)
    .replace(/xlink:href=/g, "href=");
}

function pixels(length) {
  const [, number, unit] = /^([\d.]+)(pt|px)?$/.exec(length ?? "") ?? [];
  return number ? Math.round(Number(number) * (unit === "pt" ? 4 / 3 : 1)) : undefined;
}

/**
 * @param {string} source  an SVG document
 * @param {string} alt     what it shows, in words
 * @param {string} prefix  unique on the page
 * @returns {string | null}  null where it has a style sheet or a script of its own, which would reach the whole page
 */
export function inlineSvg(source, alt, prefix) {
  let svg = source.slice(source.indexOf("<svg")).replace(/<!--[\s\S]*?-->/g, "").replace(/<metadata>[\s\S]*?<\/metadata>/g, "");
  const matplotlib = MATPLOTLIB_STYLE.test(svg);
  svg = svg.replace(MATPLOTLIB_STYLE, "").replace(/<defs>\s*<\/defs>/g, "");
  if (/<style|<script|<foreignObject|\son\w+=/i.test(svg)) return null;
  const [root] = /^<svg[^>]*>/.exec(svg) ?? [];
  if (!root) return null;
  const read = (name) => new RegExp(`\\s${name}="([^"]*)"`).exec(root)?.[1];
  const width = pixels(read("width"));
  const height = pixels(read("height"));
  const box = read("viewBox") ?? (width && height ? `0 0 ${width} ${height}` : undefined);
  const shape = [width && ` width="${width}"`, height && ` height="${height}"`, box && ` viewBox="${box}"`].filter(Boolean).join("");
  const joins = matplotlib ? ' stroke-linejoin="round" stroke-linecap="butt"' : "";
  const body = svg.slice(root.length).replace(/<title>[\s\S]*?<\/title>/, "");
  const tight = isolate(body, prefix).replace(/>\s+</g, "><").replace(/\s{2,}|\n/g, " ");
  return `<svg role="img" aria-label="${escape(alt)}"${shape}${joins}>${tight}`;
}
