/**
 * The layers that networks for images are made of, on planes of numbers.
 *
 * An image is `{values, channels, height, width}`, plane after plane; a sequence is T rows of C numbers. Weights have
 * PyTorch's shapes: (outputs, inputs, k, k) for convolutions, (outputs, inputs) for matrices.
 */

import { softmax } from "./gpt2.mjs";

/** @typedef {{values: Float32Array, channels: number, height: number, width: number}} Image */

export const map = (image, change) => ({ ...image, values: image.values.map(change) });
export const silu = (x) => x / (1 + Math.exp(-x));

/** Every output plane is a sum of the input planes, each shifted to its k × k neighbours and weighted. */
export function convolve({ values, channels, height, width }, W, b, stride = 1) {
  const [outputs, , k] = W.shape;
  const [rows, columns, reach] = [Math.ceil(height / stride), Math.ceil(width / stride), (k - 1) / 2];
  const places = rows * columns;
  const shifted = new Float32Array(channels * k * k * places); // zero where a neighbour lies outside
  for (let plane = 0, at = 0; plane < channels * k * k; plane += 1) {
    const [channel, dy, dx] = [Math.floor(plane / (k * k)), (Math.floor(plane / k) % k) - reach, (plane % k) - reach];
    for (let row = 0; row < rows; row += 1) {
      const y = row * stride + dy;
      for (let column = 0; column < columns; column += 1, at += 1) {
        const x = column * stride + dx;
        if (y >= 0 && y < height && x >= 0 && x < width) shifted[at] = values[(channel * height + y) * width + x];
      }
    }
  }
  const made = new Float32Array(outputs * places);
  for (let o = 0; o < outputs; o += 1) made.fill(b[o], o * places, (o + 1) * places);
  accumulate(made, W, shifted, outputs, channels * k * k, places);
  return { values: made, channels: outputs, height: rows, width: columns };
}

/** made += A B, for A (rows, inner) and B (inner, columns). Four of the inner numbers at a time. */
function accumulate(made, A, B, rows, inner, columns) {
  for (let i = 0; i < rows; i += 1) {
    const [out, a] = [i * columns, i * inner];
    let k = 0;
    for (; k + 3 < inner; k += 4) {
      const [a0, a1, a2, a3] = [A[a + k], A[a + k + 1], A[a + k + 2], A[a + k + 3]];
      const [b0, b1, b2, b3] = [k * columns, (k + 1) * columns, (k + 2) * columns, (k + 3) * columns];
      for (let j = 0; j < columns; j += 1) made[out + j] += a0 * B[b0 + j] + a1 * B[b1 + j] + a2 * B[b2 + j] + a3 * B[b3 + j];
    }
    for (; k < inner; k += 1) for (let j = 0; j < columns; j += 1) made[out + j] += A[a + k] * B[k * columns + j];
  }
}

/** x W^T + b for T rows x of C numbers: T rows of as many numbers as W has rows. */
export function matrix(x, W, b) {
  const [outputs, inputs] = W.shape;
  const T = x.length / inputs;
  const made = new Float32Array(T * outputs);
  for (let t = 0; t < T; t += 1) {
    for (let o = 0; o < outputs; o += 1) {
      let sum = b ? b[o] : 0;
      for (let i = 0; i < inputs; i += 1) sum += x[t * inputs + i] * W[o * inputs + i];
      made[t * outputs + o] = sum;
    }
  }
  return made;
}

/** Brings each run of `size` numbers to mean 0 and standard deviation 1. */
function level(values, size, epsilon) {
  const made = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    const run = values.subarray(start, start + size);
    const mean = run.reduce((sum, value) => sum + value, 0) / size;
    const variance = run.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
    const scale = 1 / Math.sqrt(variance + epsilon);
    for (let i = 0; i < size; i += 1) made[start + i] = (run[i] - mean) * scale;
  }
  return made;
}

/** Group norm: over groups of planes; gain and shift are one number a plane. */
export function groupNorm(image, groups, gain, shift, epsilon) {
  const plane = image.height * image.width;
  const values = level(image.values, (image.channels / groups) * plane, epsilon);
  return { ...image, values: values.map((value, i) => value * gain[Math.floor(i / plane)] + shift[Math.floor(i / plane)]) };
}

/** Layer norm: over each row; gain and shift are one number a column. */
export function layerNorm(x, gain, shift, epsilon) {
  const C = gain.length;
  return level(x, C, epsilon).map((value, i) => value * gain[i % C] + shift[i % C]);
}

/**
 * Attention of T rows of queries over S rows of keys and values, C numbers each, in H heads.
 *
 * @param {boolean} causal  whether row t sees no row behind it
 */
export function attention(queries, keys, values, C, H, causal = false) {
  const [T, S, D] = [queries.length / C, keys.length / C, C / H];
  const mixed = new Float32Array(T * C);
  for (let head = 0; head < H; head += 1) {
    for (let t = 0; t < T; t += 1) {
      const seen = causal ? t + 1 : S;
      const fits = new Float32Array(seen);
      for (let s = 0; s < seen; s += 1) {
        let sum = 0;
        for (let d = head * D; d < (head + 1) * D; d += 1) sum += queries[t * C + d] * keys[s * C + d];
        fits[s] = sum / Math.sqrt(D);
      }
      const weights = softmax(fits);
      for (let s = 0; s < seen; s += 1) {
        for (let d = head * D; d < (head + 1) * D; d += 1) mixed[t * C + d] += weights[s] * values[s * C + d];
      }
    }
  }
  return mixed;
}

/** Twice as high and wide: every pixel becomes four. */
export function enlarge({ values, channels, height, width }) {
  const made = new Float32Array(values.length * 4);
  for (let i = 0; i < made.length; i += 1) {
    const [row, column] = [Math.floor(i / (2 * width)), i % (2 * width)];
    made[i] = values[(row >> 1) * width + (column >> 1)];
  }
  return { values: made, channels, height: 2 * height, width: 2 * width };
}

/** From planes to rows, a row a pixel, and back: the same numbers, the other way round. */
export function transpose(values, rows, columns) {
  const made = new Float32Array(values.length);
  for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) made[j * rows + i] = values[i * columns + j];
  return made;
}

/** GELU by the error function, to seven digits: Abramowitz and Stegun 1964, 7.1.26. */
export function geluExact(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = Math.sign(x) * (1 - tail * Math.exp(-z * z));
  return 0.5 * x * (1 + erf);
}
