import assert from "node:assert/strict";
import { test } from "node:test";
import { output, render, shown } from "./page.mjs";

const SVG = '<svg color="#1b1b1a" width="72pt" height="36pt" viewBox="0 0 72 36"><title>alt</title><path d="M0 0"/></svg>';
const VIEW = { "application/vnd.jupyter.widget-view+json": '{"model_id": "m"}' };

test("the richest form wins, and a picture takes its words from text/plain", () => {
  const html = render(shown({ "text/plain": "A line", "image/svg+xml": SVG, "text/html": "<p>x</p>" }));
  assert.match(html, /<svg role="img" aria-label="A line" width="96" height="48" viewBox="0 0 72 36">/);
  assert.doesNotMatch(html, /<title>|<p>/);
});

test("a picture without a description stops the build", () => {
  for (const plain of ["", "<Figure size 640x480 with 1 Axes>", "<IPython.core.display.SVG object>"]) {
    assert.throws(() => render(shown({ "text/plain": plain, "image/svg+xml": SVG })), /no description/);
  }
  assert.throws(() => render(shown({ "image/png": "" })), /no description/);
});

test("prints that follow each other are one output; streams are told apart", () => {
  const line = (name, text) => ({ type: "output", jupyter_data: { output_type: "stream", name, text } });
  const html = render({ type: "outputs", children: [line("stdout", "a\n"), line("stdout", ["b", "\n"]), line("stderr", "c")] });
  assert.equal(html.match(/<pre/g).length, 2);
  assert.match(html, /a\nb\n/);
  assert.match(html, /class="stream stderr"/);
});

test("terminal colours become classes, never styles", () => {
  const html = render(output({ output_type: "stream", name: "stdout", text: "\u001b[31m<red>\u001b[0m" }));
  assert.match(html, /<span class="ansi-red-fg">&lt;red&gt;<\/span>/);
  assert.doesNotMatch(html, /style=/);
});

test("an error shows what happened and folds the rest", () => {
  const html = render(output({ output_type: "error", ename: "ValueError", evalue: "<no>", traceback: ["a", "b"] }));
  assert.match(html, /ValueError<\/span>: &lt;no&gt;/);
  assert.match(html, /<details class="fold"><summary>Traceback/);
});

test("HTML from a cell cannot run, restyle the page or look like the nineties", () => {
  const html = render(shown({ "text/html": "<style>td{}</style><table border=1><tr><td onclick=x()>1</td></tr></table><script>x()</script><a href='javascript:x()'>y</a>" }));
  assert.doesNotMatch(html, /<style|<script|onclick|javascript:|border/);
  assert.match(html, /<div class="table-scroll"><table>/);
});

test("Markdown and LaTeX outputs are set, mathematics included", () => {
  assert.match(render(shown({ "text/markdown": "**a** $x^2$\n\n$$y$$" })), /<strong>a<\/strong>.*katex.*katex-display/s);
  assert.match(render(shown({ "text/latex": "$\\displaystyle x$" })), /katex/);
  assert.throws(() => render(shown({ "text/latex": "$\\nonsense$" })), /KaTeX cannot set/);
});

test("a widget that needs a kernel shows its still form, and must have one", () => {
  assert.match(render(shown({ ...VIEW, "image/svg+xml": SVG, "text/plain": "A line" })), /<svg/);
  assert.throws(() => render(shown({ ...VIEW, "text/plain": "FloatSlider(value=1.0)" })), /no still form/);
});

test("a stored anywidget carries its module and its traits, and nothing private", () => {
  const state = { _esm: "export default {}", _view_name: "AnyView", layout: "IPY_MODEL_x", value: "</script>" };
  const page = { widgets: { "application/vnd.jupyter.widget-state+json": { state: { m: { state } } } } };
  const html = render(shown(VIEW), page);
  assert.match(html, /data-esm="\/build\/made\.mjs"/);
  assert.match(html, /\{"model":\{"value":"\\u003c\/script>"\}\}/);
});

test("JSON is set out, not dumped", () => {
  const html = render(shown({ "application/json": { a: [1] } }));
  assert.equal(html.replace(/<[^>]*>/g, ""), "{\n  &quot;a&quot;: [\n    1\n  ]\n}");
});
