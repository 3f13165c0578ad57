/**
 * The decoder of a variational autoencoder in plain JavaScript: coordinates become a picture.
 *
 * Kingma and Welling 2013, as in `genai_book.scratch.vae`. Left out: the encoder, which the page does not need, and training.
 */

import { geluExact, matrix } from "./layers.mjs";

export class PictureDecoder {
  /** @param {Record<string, Float32Array & {shape: number[]}>} tensors  of PyTorch's `Sequential`, three layers with two bends between them */
  constructor(tensors) {
    this.layers = [0, 2, 4].map((place) => ["weight", "bias"].map((part) => tensors[`${place}.${part}`]));
  }

  /** The pixels (P) at coordinates z (D), about -1 for paper to 1 for ink. */
  decode(z) {
    const [first, second, last] = this.layers;
    const hidden = matrix(matrix(Float32Array.from(z), ...first).map(geluExact), ...second).map(geluExact);
    return matrix(hidden, ...last);
  }
}
