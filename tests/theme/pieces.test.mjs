import assert from "node:assert/strict";
import { test } from "node:test";
import { highlight, listing, splitLines } from "../../book/theme/render/code.mjs";
import { alignColumns, fractionDigits } from "../../book/theme/render/columns.mjs";
import { inlineSvg } from "../../book/theme/render/svg.mjs";
import { render, text } from "./page.mjs";

test("a highlighted string over two lines is closed and opened again", () => {
  assert.deepEqual(splitLines('<span class="s">a\nb</span>c'), ['<span class="s">a</span>', '<span class="s">b</span>c']);
});

test("IPython is Python; an unknown language is plain text", () => {
  assert.match(highlight("def f(): pass", "ipython3"), /hljs-keyword/);
  assert.equal(highlight("<x>", "klingon"), "&lt;x&gt;");
});

test("line numbers start where they should and cannot be copied", () => {
  const html = listing({ value: "a\nb\n", showLineNumbers: true, startingLineNumber: 6, emphasizeLines: [2] });
  assert.match(html, /<span class="line" data-number="6">a<\/span>\n<span class="line marked" data-number="7">b<\/span>/);
});

test("what counts as a number", () => {
  const cases = { "1,234": 0, "−30": 0, "1.50": 2, ".5": 1, "3e-4": 0, "12.5 %": 1, "4 ms": 0, "GPT-2": null, "(1, 2)": null, "": null, "-": null };
  for (const [given, digits] of Object.entries(cases)) assert.equal(fractionDigits(given), digits, given);
});

test("numbers of a column line up on the point; a word makes it a column of words", () => {
  const rows = [["n", "what"], ["1.5", "1"], ["10.25", "one"], ["3", "2"]].map((row, r) => row.map((each) => ({ text: each, header: r === 0 })));
  const aligned = alignColumns(rows);
  assert.deepEqual(aligned.map(([first]) => first.ghost.replace(/<[^>]*>/g, "")), ["", "0", "", ".00"]);
  assert.ok(aligned.every(([first, second]) => first.numeric && !second.numeric));
});

test("the author's alignment is kept", () => {
  const cell = (value, align) => ({ type: "tableCell", align, children: [text(value)] });
  const html = render({ type: "table", children: [{ type: "tableRow", children: [cell("1", "center"), cell("2", "right")] }] });
  assert.match(html, /<td class="align-center">1<\/td><td class="number">2<\/td>/);
});

test("two figures of a page cannot share a clip path; ids nobody uses are dropped", () => {
  const svg = '<svg width="72pt" height="72pt"><defs><clipPath id="p1"/></defs><g id="axes_1" clip-path="url(#p1)"><use xlink:href="#p1"/></g></svg>';
  const html = inlineSvg(svg, "x", "svg-2");
  assert.match(html, /<clipPath id="svg-2-p1"\/>.*clip-path="url\(#svg-2-p1\)".*href="#svg-2-p1"/);
  assert.doesNotMatch(html, /axes_1|xlink/);
});

test("a drawing that brings styles or scripts of its own is not put into the page", () => {
  assert.equal(inlineSvg("<svg><style>p{}</style></svg>", "x", "a"), null);
  assert.equal(inlineSvg("<svg><script>x</script></svg>", "x", "a"), null);
  assert.equal(inlineSvg('<svg><a onclick="x"/></svg>', "x", "a"), null);
  const own = '<svg width="9"><defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs></svg>';
  assert.match(inlineSvg(own, "x", "a"), /^<svg role="img" aria-label="x" width="9" stroke-linejoin="round" stroke-linecap="butt">/);
});

test("an empty corner of a table heads nothing", () => {
  const row = (header, ...words) => ({ type: "tableRow", children: words.map((word) => ({ type: "tableCell", header, children: word ? [text(word)] : [] })) });
  const html = render({ type: "table", children: [row(true, "", "mat"), row(false, "greedy", "yes")] });
  assert.match(html, /<thead><tr><td><\/td><th scope="col">mat<\/th><\/tr><\/thead>/);
});
