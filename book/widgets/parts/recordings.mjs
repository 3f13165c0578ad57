/** What the chapters on the digits recorded of their own trainings, in a worker: what the page may ask of it. */

import { readTensors } from "../models/safetensors.mjs";
import { PictureDecoder } from "../models/vae.mjs";
import { fetchFiles } from "./download.mjs";

const PIXELS = 64;

let decoder;

/** A map of digits: asked for coordinates, answers with pixels. */
export const map = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    decoder = new PictureDecoder(readTensors(files[names[0]]));
    return {};
  },

  /** Ink, from 0 to 255, of every pixel of the digits at `places`. */
  draw: ({ places }) => places.map((place) => Uint8ClampedArray.from(decoder.decode(place), (value) => 127.5 * (1 + value))),
};

/**
 * The moments of one training that were recorded.
 *
 * @returns {{step: number, digits: Uint8Array[], kinds: number, frechet: number, discriminator: number, generator: number}[]}  ink from 0 to 255
 */
export function moments(tensors, training) {
  const of = (key) => tensors[`${training}.${key}`];
  const [digits, [, count]] = [of("digits"), of("digits").shape];
  return Array.from(of("steps"), (step, i) => ({
    step,
    digits: Array.from({ length: count }, (_, place) => digits.slice((i * count + place) * PIXELS, (i * count + place + 1) * PIXELS)),
    kinds: of("kinds")[i],
    frechet: of("frechet")[i],
    discriminator: of("discriminator_loss")[i],
    generator: of("generator_loss")[i],
  }));
}

/** A recorded game of two networks. */
export const game = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    const tensors = readTensors(files[names[0]]);
    return { calm: moments(tensors, "calm"), collapsed: moments(tensors, "collapsed") };
  },
};
