import assert from "node:assert/strict";
import { test } from "node:test";
import { english, french, numberOf } from "../../book/widgets/models/number-words.mjs";

test("the numbers of the chapter on encoders and decoders", () => {
  const words = [4, 70, 75, 80, 95, 1000, 94_275].map(french);
  const ninetyFour = "quatre-vingt-quatorze mille deux cent soixante-quinze";
  assert.deepEqual(words, ["quatre", "soixante-dix", "soixante-quinze", "quatre-vingts", "quatre-vingt-quinze", "mille", ninetyFour]);
  assert.equal(english(94_275), "ninety-four thousand, two hundred and seventy-five");
});

test("words are understood as people write them", () => {
  for (const words of ["ninety-four thousand, two hundred and seventy-five", "Ninety four thousand two hundred seventy five"]) {
    assert.equal(numberOf(words), 94_275);
  }
  assert.equal(numberOf("a hundred"), 100);
  assert.equal(numberOf(" a  thousand and one "), 1001);
  assert.equal(numberOf("zero"), 0);
});

test("what only looks like a number is none", () => {
  for (const words of ["", "seventy-twelve", "Hello", "hundred", "one thousand thousand", "twenty-zero", "3.5", "ten million"]) {
    assert.equal(numberOf(words), undefined, words);
  }
});
