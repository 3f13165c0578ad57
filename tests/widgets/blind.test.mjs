import assert from "node:assert/strict";
import { test } from "node:test";
import { readTensors } from "../../book/widgets/models/safetensors.mjs";
import { deal, pairs, tally, wilson } from "../../book/widgets/parts/blind.mjs";
import { fixture, recording } from "./shelf.mjs";

const wanted = fixture("digits-blind");
const all = pairs(readTensors(recording("digits-blind/pairs.safetensors")));

/** Numbers from 0 up to 1 that are the same each time (mulberry32). */
function seeded(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("the pairs are those that Python recorded, in the greys of people's digits", () => {
  assert.equal(all.length, wanted.count);
  for (const first of wanted.pairs) {
    const found = all.find(({ model }) => model === first.model);
    assert.deepEqual([[...found.made], [...found.real]], [first.made, first.real]);
  }
  const greys = new Set(all.flatMap(({ made, real }) => [...made, ...real]));
  assert.equal(greys.size, 17);
});

test("intervals are Python's, and never leave 0 to 1", () => {
  for (const [right, asked, low, high] of wanted.intervals) {
    const found = wilson(right, asked);
    assert.ok(Math.abs(found[0] - low) < 1e-4 && Math.abs(found[1] - high) < 1e-4, `${right} of ${asked}: ${found}`);
    assert.ok(found[0] >= 0 && found[1] <= 1);
  }
});

test("a round asks for every model equally often, for no pair twice, and puts the written digit on both sides", () => {
  const round = deal(all, 10, seeded(1));
  assert.equal(round.length, 30);
  for (const model of ["adversarial", "autoencoder", "diffusion"]) assert.equal(round.filter((pair) => pair.model === model).length, 10);
  assert.equal(new Set(round.map(({ made }) => made)).size, 30);
  const left = Array.from({ length: 40 }, (_, seed) => deal(all, 10, seeded(seed))).flat().filter(({ realOnTheLeft }) => realOnTheLeft).length;
  assert.ok(Math.abs(left - 600) < 70, `${left} of 1200`); // four standard deviations
  assert.notDeepEqual(round.map(({ model }) => model), round.map(({ model }) => model).toSorted());
});

test("choices are counted by model and all together", () => {
  const choices = [["diffusion", true], ["autoencoder", true], ["diffusion", false]].map(([model, right]) => ({ model, right }));
  const rows = tally(choices);
  assert.deepEqual(rows.map(({ model, right, asked }) => [model, right, asked]), [["autoencoder", 1, 1], ["diffusion", 1, 2], ["all", 2, 3]]);
  assert.deepEqual([rows[1].low, rows[1].high], wilson(1, 2));
});
