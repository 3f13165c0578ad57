import assert from "node:assert/strict";
import { test } from "node:test";
import { BM25, words } from "../../book/widgets/models/bm25.mjs";
import { marked, paragraphs, searched } from "../../book/widgets/parts/searching.mjs";
import { fixture, json } from "./shelf.mjs";

const entries = paragraphs(json(new URL("../../src/genai_book/texts/book/sections.json", import.meta.url)));
const index = new BM25(entries.map(searched));

test("forty questions find what Python finds, in its order, with its scores", () => {
  const { paragraphs: count, questions } = fixture("book");
  assert.equal(entries.length, count);
  assert.ok(questions.length >= 40);
  for (const { question, found } of questions) {
    const hits = index.search(question, found.length);
    assert.deepEqual(hits.map((hit) => hit.index), found.map((wanted) => wanted.index), question);
    hits.forEach((hit, i) => assert.ok(Math.abs(hit.score - found[i].score) < 1e-5));
  }
});

test("a score worked by hand in the chapter on search", () => {
  const documents = ["venison stew", ...Array.from({ length: 39 }, () => "white wine")];
  assert.ok(Math.abs(new BM25(documents).scores("venison")[0] - Math.log(1 + 39.5 / 1.5)) < 1e-12);
});

test("words of two letters or more, of any script", () => assert.deepEqual(words("É. Läuft a½ x_1 naïve!"), ["läuft", "a½", "x_1", "naïve"]));

test("the words that tell are marked, and the text stays whole", () => {
  const small = new BM25([...Array.from({ length: 20 }, () => "the sea"), "the banjo"]);
  const pieces = marked("The Banjo, the sea.", "the banjo", small);
  assert.equal(pieces.map(({ text }) => text).join(""), "The Banjo, the sea.");
  assert.deepEqual(pieces.filter(({ hit }) => hit).map(({ text }) => text), ["Banjo"]);
});
