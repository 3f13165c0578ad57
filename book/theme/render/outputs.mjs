/** What a cell gave, by MIME type. Every picture has words; every widget has a still form. */

import { AnsiUp } from "ansi_up";
import MarkdownIt from "markdown-it";
import { classes, element, escape } from "./html.mjs";
import { highlight, isLong } from "./code.mjs";
import { typeset } from "./math.mjs";
import { sanitize } from "./sanitize.mjs";
import { inlineSvg } from "./svg.mjs";
import { storedWidget } from "./widgets.mjs";

const VIEW = "application/vnd.jupyter.widget-view+json";
const ORDER = ["image/svg+xml", "image/webp", "image/png", "image/jpeg", "image/gif", "text/html", "text/markdown", "text/latex", "application/json", "text/plain"];
const NO_DESCRIPTION = /^(<.*>|None|)$/s;

const markdown = new MarkdownIt({ html: false, linkify: false });

function ansi(text) {
  const converter = new AnsiUp();
  converter.use_classes = true;
  return converter.ansi_to_html(text);
}

const joined = (value) => (Array.isArray(value) ? value.join("") : (value ?? ""));

/** TeX between dollars or in \[ \] of a text, typeset; what is around it goes through `around`. */
function withMath(source, context, around) {
  const held = [];
  const marked = source.replace(/\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\$((?:\\.|[^$\\\n])+?)\$/g, (_, dollars, brackets, inline) => {
    const html = inline === undefined ? `<div class="equation"><div class="equation-body">${typeset(dollars ?? brackets, true, context)}</div></div>` : typeset(inline, false, context);
    held.push(html);
    return `\u0001${held.length - 1}\u0002`;
  });
  return around(marked).replace(/(?:<p>)?\u0001(\d+)\u0002(?:<\/p>)?/g, (whole, index) => {
    const display = held[index].startsWith("<div");
    return display ? held[index] : whole.replace(/\u0001\d+\u0002/, held[index]);
  });
}

function content(entry, context) {
  if (entry.path) return context.site.text(entry.path);
  return joined(entry.content);
}

function description(data, context) {
  const alt = data["text/plain"] ? content(data["text/plain"], context).trim() : "";
  if (!NO_DESCRIPTION.test(alt)) return alt.replace(/^'(.*)'$/s, "$1");
  return context.alt ?? context.fail(`shows a picture that has no description: make the cell's last value one whose text/plain says what is to be seen, not "${alt.slice(0, 40)}".`);
}

const RENDERERS = {
  "image/svg+xml"(data, context) {
    const alt = description(data, context);
    const source = content(data["image/svg+xml"], context);
    const inline = inlineSvg(source, alt, context.unique("svg"));
    if (inline) return `<div class="picture">${inline}</div>`;
    return `<div class="picture">${element("img", { src: context.site.generated(source, ".svg"), alt, ...context.site.measure(Buffer.from(source)) })}</div>`;
  },
  "text/html": (data, context) => `<div class="html">${sanitize(content(data["text/html"], context))}</div>`,
  "text/markdown"(data, context) {
    const html = withMath(content(data["text/markdown"], context), context, (text) => markdown.render(text));
    return `<div class="html">${sanitize(html)}</div>`;
  },
  "text/latex": (data, context) => `<div class="html">${withMath(content(data["text/latex"], context), context, escape)}</div>`,
  "application/json"(data, context) {
    const value = data["application/json"];
    const source = value.path ? context.site.text(value.path) : value.content;
    const pretty = JSON.stringify(typeof source === "string" ? JSON.parse(source) : source, null, 2);
    return `<pre class="json"><code>${highlight(pretty, "json")}</code></pre>`;
  },
  "text/plain": (data, context) => plain(content(data["text/plain"], context), "result"),
};

function bitmap(mime, data, context) {
  const entry = data[mime];
  const alt = description(data, context);
  const bytes = entry.path ? context.site.bytes(entry.path) : Buffer.from(joined(entry.content), "base64");
  const src = entry.path ? context.site.asset(entry.path, context) : context.site.generated(bytes, `.${mime.slice(6)}`);
  return `<div class="picture">${element("img", { src, alt, ...context.site.measure(bytes), loading: "lazy", decoding: "async" })}</div>`;
}

function bundle(data, context) {
  const mime = ORDER.find((each) => data[each]);
  const draw = () => (RENDERERS[mime] ? RENDERERS[mime](data, context) : bitmap(mime, data, context));
  if (data[VIEW]) {
    const still = mime && mime !== "text/plain" ? draw() : "";
    const live = storedWidget(content(data[VIEW], context), still, context);
    if (live) return live;
    if (still) return still;
    context.fail("shows a widget that needs a kernel and has no still form: give its output an image or HTML beside the widget view.");
  }
  if (!mime) context.fail(`has an output this theme cannot show: ${Object.keys(data).join(", ") || "no data"}.`);
  return draw();
}

const PROSE = 100; // characters: a longer line is text to be read, not a table to be kept in shape

/** Text that a cell printed or returned: long lines may use the margin, very long ones are wrapped. */
function plain(text, className) {
  const prose = text.split("\n").some((line) => line.length > PROSE);
  return `<pre class="${classes(className, prose ? "prose" : isLong(text) && "wide")}">${ansi(text)}</pre>`;
}

const stream = (data) => plain(joined(data.text), classes("stream", data.name === "stderr" && "stderr"));

/** A traceback: its last line, which says what happened, and the rest folded under it. */
function error(data) {
  const traceback = joined(data.traceback);
  const last = `<span class="error-name">${escape(data.ename)}</span>: ${escape(data.evalue)}`;
  return `<div class="error"><pre>${last}</pre><details class="fold"><summary>Traceback</summary><pre>${ansi(traceback)}</pre></details></div>`;
}

/** Prints that follow each other on one stream are one output. */
function merged(outputs) {
  const result = [];
  for (const { jupyter_data: data } of outputs) {
    const previous = result.at(-1);
    if (data?.output_type === "stream" && previous?.output_type === "stream" && previous.name === data.name && !data.path && !previous.path) {
      previous.text = joined(previous.text) + joined(data.text);
    } else if (data) result.push({ ...data });
  }
  return result;
}

function one(data, context) {
  if (data.path) data = { ...data, [data.output_type === "error" ? "traceback" : "text"]: context.site.text(data.path) };
  if (data.output_type === "stream") return stream(data);
  if (data.output_type === "error") return error(data);
  return bundle(data.data ?? {}, context);
}

/** The children of an `outputs` node. Empty where the cell gave nothing. */
export function renderOutputs(nodes, context) {
  return merged(nodes.filter((node) => node.type === "output"))
    .map((data) => `<div class="output">${one(data, context)}</div>`)
    .join("");
}
