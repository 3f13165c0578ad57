/** Words within a line. */

import { attributes, classes, element, escape, toText } from "./html.mjs";
import { sanitize } from "./sanitize.mjs";

const wrap = (name, className) => (node, context) =>
  element(name, { id: context.id(node), class: classes(className, node.class) }, context.children(node));

// Units that {si} spells out; mystmd joins their symbols without a separator, so they are set again here.
const UNITS = {
  ampere: "A", bel: "B", candela: "cd", coulomb: "C", day: "d", decibel: "dB", degree: "°", degreeCelsius: "°C",
  electronvolt: "eV", farad: "F", gram: "g", hertz: "Hz", hour: "h", joule: "J", kelvin: "K", kilogram: "kg",
  liter: "L", litre: "L", meter: "m", metre: "m", minute: "min", mole: "mol", newton: "N", ohm: "Ω", pascal: "Pa",
  percent: "%", radian: "rad", second: "s", tonne: "t", volt: "V", watt: "W",
};
const PREFIXES = {
  femto: "f", pico: "p", nano: "n", micro: "µ", milli: "m", centi: "c", deci: "d", hecto: "h", kilo: "k", mega: "M",
  giga: "G", tera: "T", peta: "P", exa: "E",
};

function unitText(units) {
  let text = "";
  let separator = "";
  for (const unit of units) {
    if (unit === "per") {
      separator = "/";
      continue;
    }
    text += separator + (PREFIXES[unit] ?? UNITS[unit] ?? unit);
    separator = PREFIXES[unit] ? "" : "·";
  }
  return text;
}

function si(node, context) {
  if (node.error) context.fail(`has {si}\`${node.value}\`, which is not a number and a <\\unit>.`);
  return `<span class="si">${escape(node.number)}\u202f${escape(unitText(node.units))}</span>`;
}

function link(node, context) {
  if (node.error) context.fail(`links to "${node.url}", which does not resolve.`);
  const label = context.children(node);
  if (context.inert) return label;
  const { href, download } = context.site.link(node, context);
  return element("a", { href, download, class: classes(node.class) }, label || escape(node.url));
}

function inlineExpression(node, context) {
  const result = node.result;
  if (!result) context.fail(`shows {eval}\`${node.value}\`, which has no stored value: execute the notebook and store it.`);
  if (result.status !== "ok") context.fail(`shows {eval}\`${node.value}\`, which gave ${result.ename}: ${result.evalue}.`);
  return `<span class="value">${context.children(node)}</span>`;
}

const chemical = (node) => `<span class="chemical">${escape(node.value).replace(/(?<=[A-Za-z)\]])\d+/g, "<sub>$&</sub>")}</span>`;

export const text = {
  text: (node) => escape(node.value),
  paragraph: wrap("p"),
  strong: wrap("strong"),
  emphasis: wrap("em"),
  underline: wrap("u"),
  delete: wrap("del"),
  inserted: wrap("ins"),
  subscript: wrap("sub"),
  superscript: wrap("sup"),
  smallcaps: wrap("span", "smallcaps"),
  span: wrap("span"),
  keyboard: wrap("kbd"),
  inlineCode: (node) => `<code>${escape(node.value)}</code>`,
  break: () => "<br>",
  abbreviation: (node, context) => `<abbr${attributes({ title: node.title })}>${context.children(node)}</abbr>`,
  chemicalFormula: chemical,
  si,
  link,
  linkBlock: (node, context) => `<p>${link({ ...node, children: node.title ? [{ type: "text", value: node.title }] : node.children }, context)}</p>`,
  inlineExpression,
  comment: () => "",
  mystComment: () => "",
  // A target without a node of its own: an index entry, or a label before nothing.
  mystTarget: (node, context) => element("span", { id: context.id(node) }),
  html: (node, context) => sanitize(node.value ?? toText(node), context),
};
