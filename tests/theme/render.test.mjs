import assert from "node:assert/strict";
import { test } from "node:test";
import { KNOWN_TYPES, RenderError } from "../../book/theme/render/index.mjs";
import { paragraph, render, renderer, text } from "./page.mjs";

test("text is escaped wherever it comes from", () => {
  assert.equal(render(paragraph('<b> & "x"')), "<p>&lt;b&gt; &amp; &quot;x&quot;</p>");
  assert.equal(render({ type: "inlineCode", value: "<i>" }), "<code>&lt;i&gt;</code>");
  assert.equal(render({ type: "link", url: '"><script>', children: [text("<")] }), '<a href="&quot;&gt;&lt;script&gt;">&lt;</a>');
});

test("a node type without a renderer stops the build and says where and what instead", () => {
  const node = { type: "root", children: [{ type: "paragraph", position: { start: { line: 7 } }, children: [] }, { type: "hologram" }] };
  assert.throws(() => render(node), (error) => error instanceof RenderError && /^book\/page\.md:7 holds a node of type "hologram"/.test(error.message));
  assert.throws(() => render({ type: "mermaid", value: "a --> b" }), /mermaid.*Draw the diagram/);
});

test("an unknown directive or role stops the build", () => {
  assert.throws(() => render({ type: "mystDirective", name: "wdiget", children: [] }), /uses the directive \{wdiget\}/);
  assert.throws(() => render({ type: "mystRole", name: "trem", children: [] }), /uses the role \{trem\}/);
});

test("the same identifier is an anchor once", () => {
  const figure = { type: "container", kind: "figure", html_id: "fig-a", children: [] };
  assert.equal(render({ type: "block", html_id: "fig-a", children: [figure] }).match(/id="fig-a"/g).length, 1);
});

test("values in the text must be there and be right", () => {
  const value = (result) => ({ type: "inlineExpression", value: "x", result, children: [text("1")] });
  assert.match(render(value({ status: "ok" })), />1</);
  assert.throws(() => render(value(undefined)), /no stored value/);
  assert.throws(() => render(value({ status: "error", ename: "NameError", evalue: "x" })), /NameError: x/);
});

test("units are set as a reader writes them", () => {
  const si = (...units) => render({ type: "si", number: "9.81", units });
  assert.equal(si("metre", "per", "second"), '<span class="si">9.81\u202fm/s</span>');
  assert.equal(si("kilo", "watt", "hour"), '<span class="si">9.81\u202fkW·h</span>');
});

test("the digits of a formula go below the line", () => {
  assert.equal(render({ type: "chemicalFormula", value: "C6H12O6" }), '<span class="chemical">C<sub>6</sub>H<sub>12</sub>O<sub>6</sub></span>');
});

test("the opening block of a chapter is not an admonition", () => {
  const node = { type: "admonition", kind: "note", class: "opening", children: [{ type: "admonitionTitle", children: [text("Before you start")] }, paragraph("Why?")] };
  assert.match(render(node), /^<section class="opening" aria-label="Before you start"><p class="opening-title">/);
});

test("a folded admonition and a folded solution are details", () => {
  assert.match(render({ type: "admonition", kind: "tip", class: "dropdown", children: [paragraph("x")] }), /^<details class="admonition tip dropdown"><summary/);
  const title = { type: "admonitionTitle", children: [text("Solution to "), { type: "crossReference", html_id: "ex", resolved: true, children: [text("Exercise 1")] }] };
  const html = render({ type: "solution", class: "dropdown", children: [title, paragraph("Two.")] });
  // A link inside a summary could not be followed without opening it.
  assert.equal(html, '<details class="fold solution"><summary>Solution to Exercise 1</summary><p>Two.</p></details>');
});

test("neighbouring cells tagged solution are one solution", () => {
  const cell = (words, tags) => ({ type: "block", data: { tags }, children: [paragraph(words)] });
  const html = render({ type: "root", children: [cell("a"), cell("b", ["solution"]), cell("c", ["solution"]), cell("d")] });
  assert.equal(html, '<p>a</p><details class="fold solution"><summary>Solution</summary><p>b</p><p>c</p></details><p>d</p>');
});

test("removed and hidden cells", () => {
  const cell = (visibility) => ({ type: "block", kind: "notebook-code", visibility, children: [{ type: "code", lang: "python", value: "x" }] });
  assert.equal(render(cell("remove")), "");
  assert.match(render(cell("hide")), /^<details class="fold cell-fold"><summary>Cell<\/summary>/);
});

test("citations: groups add the brackets, footnotes are gathered", () => {
  const cite = { type: "cite", label: "a1", children: [text("A, 2001")] };
  assert.equal(render({ type: "citeGroup", kind: "parenthetical", children: [cite, cite] }).replace(/<[^>]*>/g, ""), "(A, 2001; A, 2001)");
  assert.throws(() => render({ ...cite, error: true }), /cites "a1", which is not in the bibliography/);
  const context = renderer();
  assert.equal(context.render({ type: "footnoteDefinition", identifier: "1", enumerator: "1", children: [] }), "");
  assert.equal(context.notes.length, 1);
});

test("tabs are readable without JavaScript", () => {
  const item = (title, selected) => ({ type: "tabItem", title, selected, children: [paragraph(title)] });
  const html = render({ type: "tabSet", children: [item("A"), item("B", true)] });
  assert.match(html, /<section id="tabs-1-2" class="tab" data-title="B" data-selected>/);
  assert.doesNotMatch(html, /hidden/);
});

test("a frame needs a title, an external one is let in by name only", () => {
  assert.throws(() => render({ type: "iframe", src: "https://a.example/x" }), /without a :title:/);
  const context = renderer();
  context.render({ type: "iframe", src: "https://a.example/x", title: "x" });
  assert.deepEqual([...context.facts.frames], ["https://a.example"]);
});

test("every kind of node that mystmd's directives and roles make is known", () => {
  const made = `abbreviation admonition admonitionTitle anywidget aside bibliography block blockquote break captionNumber caption
    card cardTitle chemicalFormula cite citeGroup code comment container crossReference definitionDescription definitionList
    definitionTerm delete details div embed emphasis exercise footer footnoteDefinition footnoteReference genindex glossary
    grid grid-item header heading html iframe image include inlineCode inlineExpression inlineMath inserted keyboard legend
    link list listItem math mathGroup mystTarget output outputs paragraph proof raw root si smallcaps solution span strong
    subscript summary superscript tabItem tabSet table tableCell tableRow text thematicBreak toc underline`.split(/\s+/);
  assert.deepEqual(made.filter((type) => !KNOWN_TYPES.includes(type)), []);
});
