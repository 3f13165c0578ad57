import assert from "node:assert/strict";
import { test } from "node:test";
import { NGram, pieces } from "../../book/widgets/models/ngram.mjs";
import { readTensors } from "../../book/widgets/models/safetensors.mjs";
import { ORDERS, texts } from "../../book/widgets/parts/counting.mjs";
import { fixture, recording } from "./shelf.mjs";

const EQUAL = 0.0002; // fixtures have four digits
const tensors = readTensors(recording("stories-ngram/texts.safetensors"));
const reading = texts(tensors.reading);

test("the surprise at every order and under both rules is Python's", () => {
  const { losses } = fixture("stories-ngram");
  assert.ok(losses.length >= 4);
  let model;
  for (const { stories, measured, texts: count, ...wanted } of losses) {
    if (measured === "read") model = new NGram(ORDERS).fit(reading.slice(0, stories));
    const some = measured === "read" ? reading.slice(0, count) : texts(tensors.development);
    assert.equal(some.length, count);
    for (const rule of ["hundredth", "witten_bell"]) {
      const found = model.bitsPerByte(some, rule);
      assert.equal(found.length, wanted[rule].length);
      found.forEach((bits, i) => assert.ok(Math.abs(bits - wanted[rule][i]) < EQUAL, `${rule}, order ${i + 1}: ${bits}, Python has ${wanted[rule][i]}`));
    }
  }
});

test("the texts are whole: every story begins on a line of its own", () => {
  assert.equal(reading.length, 50);
  assert.equal(reading.join("").length, tensors.reading.length);
  assert.ok(reading.every((text) => text.startsWith("\n") && !text.slice(1).includes("\n")));
});

test("abracadabra, worked by hand in the chapter", () => {
  const model = new NGram(2).fit(["abracadabra"]);
  assert.deepEqual(Object.fromEntries(model.after.get("a").next), { b: 2, c: 1, d: 1 });
  // Of 11 letters 2 are r, and there are 5 kinds: P(r) = (2 + 5/256) / 16. After a: (0 + 3 P(r)) / (4 + 3).
  const bits = model.bitsPerByte(["ar"], "witten_bell");
  const [a, r] = [(5 + 5 / 256) / 16, (2 + 5 / 256) / 16];
  assert.ok(Math.abs(bits[1] - -(Math.log2(a) + Math.log2((3 * r) / 7)) / 2) < 1e-12);
});

test("what is written was seen, and long contexts recite", () => {
  const model = new NGram(ORDERS).fit(reading.slice(0, 5));
  const source = reading.slice(0, 5).join("");
  assert.equal(model.write(2, 300, () => 0).length > 0, true);
  const recited = pieces(model.write(ORDERS, 300, () => 0.5), source, 25);
  assert.ok(recited.filter(({ copied }) => copied).reduce((sum, { text }) => sum + text.length, 0) > 200);
});

test("a text is cut where copying begins and ends", () => {
  assert.deepEqual(pieces("xxabcdyy", "zzabcdzz", 3), [
    { text: "xx", copied: false },
    { text: "abcd", copied: true },
    { text: "yy", copied: false },
  ]);
  assert.deepEqual(pieces("", "abc", 3), []);
});
