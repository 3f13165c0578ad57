import assert from "node:assert/strict";
import { test } from "node:test";
import { BytePairEncoder } from "../../book/widgets/models/bpe.mjs";
import { fixture, tokenizer } from "./shelf.mjs";

test("four words, worked by hand in the chapter on tokens", () => {
  const merges = [["e", "s"], ["es", "t"], ["l", "o"], ["lo", "w"]];
  const vocab = Object.fromEntries(["e", "s", "t", "l", "o", "w", "es", "est", "lo", "low"].map((sign, id) => [sign, id]));
  const tokens = new BytePairEncoder({ model: { vocab, merges }, added_tokens: [] });
  assert.deepEqual(tokens.encode("lowest").map((id) => tokens.decode([id])), ["low", "est"]);
});

for (const name of ["text", "code"]) {
  test(`the prompts of the ${name} model have Python's ids`, () => {
    const tokens = tokenizer(name);
    for (const { text, ids } of fixture(name).prompts) assert.deepEqual(tokens.encode(text), ids, text);
  });
}

test("text comes back unharmed, whatever it is", () => {
  const tokens = tokenizer("text");
  for (const text of ["", "\ufeffbyte order mark", "naïve café, 日本語, नमस्ते, 🙂\r\n\t\u0085\u00a0 x", "tab\tand  two   spaces "]) {
    assert.equal(tokens.decode(tokens.encode(text)), text);
  }
});

test("the end of a text is one token, and no text", () => {
  const tokens = tokenizer("text");
  const ids = tokens.encode("One.<|endoftext|>Two.");
  assert.equal(ids.filter((id) => id === 0).length, 1);
  assert.equal(tokens.decode(ids), "One.Two.");
});

test("half a character becomes a sign that says so", () => {
  const tokens = tokenizer("text");
  assert.equal(tokens.decode(tokens.encode("é").slice(0, 1)), "\ufffd");
});
