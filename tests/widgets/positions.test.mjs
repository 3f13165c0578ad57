import assert from "node:assert/strict";
import { test } from "node:test";
import { frequencies, rotate, similarity, sinusoidal } from "../../book/widgets/models/positions.mjs";

const rounded = (numbers) => numbers.map((number) => Number(number.toFixed(2)));
const product = (a, b) => a.reduce((sum, number, i) => sum + number * b[i], 0);

test("the clocks of the chapter on positions, worked by hand there", () => {
  assert.deepEqual(rounded(frequencies(4, 100)), [1, 0.1]);
  assert.deepEqual(rounded(sinusoidal(3, 4, 100)), [0.14, -0.99, 0.3, 0.96]);
});

test("a turned query and a turned key know their distance only", () => {
  const [query, key] = [[1, 2, 3, 4], [0.5, -1, 2, 0]];
  const score = (m, n) => product(rotate(query, m, 10_000), rotate(key, n, 10_000));
  assert.ok(Math.abs(score(3, 8) - score(1003, 1008)) < 1e-9);
  assert.ok(Math.abs(score(3, 8) - score(3, 9)) > 0.1);
});

test("similarity is the cosine of two sinusoidal vectors", () => {
  const [first, second] = [5, 17].map((position) => sinusoidal(position, 32, 10_000));
  assert.ok(Math.abs(product(first, second) / 16 - similarity(12, 32, 10_000)) < 1e-9);
  assert.equal(similarity(0, 32, 10_000), 1);
});
