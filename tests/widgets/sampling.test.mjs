import assert from "node:assert/strict";
import { test } from "node:test";
import { softmax } from "../../book/widgets/models/gpt2.mjs";
import { atTemperature, draw, keepTopK, keepTopP, perplexity, ranked } from "../../book/widgets/models/sampling.mjs";

const FIVE = Float32Array.of(0.49, 0.25, 0.16, 0.09, 0.01).map(Math.log); // mat, sofa, roof, moon, banjo
const shares = (scores) => [...softmax(scores)].map((share) => Number(share.toFixed(2)));

test("the tables of the chapter on decoding, worked by hand there", () => {
  assert.deepEqual(shares(atTemperature(FIVE, 2)), [0.35, 0.25, 0.2, 0.15, 0.05]);
  assert.deepEqual(shares(atTemperature(FIVE, 0.5)), [0.71, 0.19, 0.08, 0.02, 0]);
  assert.deepEqual(shares(keepTopK(FIVE, 2)), [0.66, 0.34, 0, 0, 0]);
  assert.deepEqual(shares(keepTopP(FIVE, 0.8)), [0.54, 0.28, 0.18, 0, 0]);
});

test("softmax of 2, 1, 0, worked by hand in the chapter on writing", () => {
  assert.deepEqual(shares(Float32Array.of(2, 1, 0)), [0.67, 0.24, 0.09]);
});

test("the highest comes first", () => assert.deepEqual(ranked(Float32Array.of(1, 3, 2)), [1, 2, 0]));

test("the ends of the knobs change nothing, or leave one", () => {
  assert.deepEqual(keepTopK(FIVE, 4096), FIVE);
  assert.deepEqual(keepTopP(FIVE, 1), FIVE);
  assert.deepEqual(shares(keepTopP(FIVE, 1e-6)), [1, 0, 0, 0, 0]);
});

test("a number falls on the stretch of its token, and never on an impossible one", () => {
  const line = Float32Array.of(0, 0.5, 0.25, 0.25, 0);
  assert.deepEqual([0, 0.49, 0.5, 0.74, 0.76, 0.999999, 1].map((number) => draw(line, number)), [1, 1, 2, 2, 3, 3, 3]);
});

test("four equally likely tokens are as unsure as four", () => {
  assert.ok(Math.abs(perplexity(Float32Array.of(0.25, 0.25, 0.25, 0.25, 0)) - 4) < 1e-6);
  assert.equal(perplexity(Float32Array.of(1, 0)), 1);
});
