/** A blind test of drawn against written digits: its pairs, in a worker; how a round is dealt; and what the choices say. */

import { readTensors } from "../models/safetensors.mjs";
import { fetchFiles } from "./download.mjs";

const PIXELS = 64;
const GREYS = 16; // steps from paper to ink in which people's digits are stored

/** Ink from 0 to 255, in the greys of people's digits: between them lies what tells a machine's drawing at once. */
export const rounded = (ink) => Uint8ClampedArray.from(ink, (value) => (Math.round((value * GREYS) / 255) * 255) / GREYS);

/** @returns {{model: string, made: Uint8ClampedArray, real: Uint8ClampedArray}[]} */
export function pairs(tensors) {
  const one = (name, i) => rounded(tensors[name].slice(i * PIXELS, (i + 1) * PIXELS));
  const models = Object.keys(tensors).filter((name) => name.endsWith(".made")).map((name) => name.slice(0, -5)).sort();
  return models.flatMap((model) =>
    Array.from({ length: tensors[`${model}.made`].shape[0] }, (_, i) => ({ model, made: one(`${model}.made`, i), real: one(`${model}.real`, i) })),
  );
}

/** What the page may ask of the worker: nothing but the pairs. */
export const blind = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    return pairs(readTensors(files[names[0]]));
  },
};

/** A copy in random order (Fisher and Yates); `random` gives numbers from 0 up to 1. */
export function shuffled(items, random = Math.random) {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const place = Math.floor(random() * (last + 1));
    [mixed[last], mixed[place]] = [mixed[place], mixed[last]];
  }
  return mixed;
}

/** A round: `each` pairs of every model in random order, the written digit on the left in half of them on average. */
export function deal(all, each, random = Math.random) {
  const models = [...new Set(all.map(({ model }) => model))];
  const some = models.flatMap((name) => shuffled(all.filter(({ model }) => model === name), random).slice(0, each));
  return shuffled(some, random).map((pair) => ({ ...pair, realOnTheLeft: random() < 0.5 }));
}

/** The true shares that are compatible with `right` answers of `asked` (Wilson 1927), from and to. */
export function wilson(right, asked, z = 1.96) {
  const [p, n] = [right / asked, asked];
  const [middle, reach] = [p + (z * z) / (2 * n), z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))];
  return [Math.max(0, (middle - reach) / (1 + (z * z) / n)), Math.min(1, (middle + reach) / (1 + (z * z) / n))];
}

/**
 * What the choices say of each model and, last, of all.
 *
 * @param {{model: string, right: boolean}[]} choices
 * @returns {{model: string, right: number, asked: number, low: number, high: number}[]}
 */
export function tally(choices) {
  const models = [...new Set(choices.map(({ model }) => model))].sort();
  const rows = [...models.map((name) => [name, choices.filter(({ model }) => model === name)]), ["all", choices]];
  return rows.map(([model, some]) => {
    const right = some.filter((choice) => choice.right).length;
    const [low, high] = wilson(right, some.length);
    return { model, right, asked: some.length, low, high };
  });
}
