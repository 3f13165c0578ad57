/** Who picks the next token: the knobs of `genai_book.scratch.decoding`, on one list of scores. */

import { softmax } from "./gpt2.mjs";

export const atTemperature = (scores, temperature) => scores.map((score) => score / temperature);

/** Places of the scores, the highest first. */
export const ranked = (scores) => Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);

/** Keeps the `k` highest scores and all that are tied with the last of them; -Infinity for the rest. */
export function keepTopK(scores, k) {
  const least = Float32Array.from(scores).sort().at(-Math.min(k, scores.length));
  return scores.map((score) => (score >= least ? score : -Infinity));
}

/** Keeps the likeliest tokens until their probabilities reach `p`; -Infinity for the rest. */
export function keepTopP(scores, p) {
  if (p >= 1) return scores; // rounding could end the sum too early
  const shares = softmax(scores);
  const kept = scores.map(() => -Infinity);
  let before = 0;
  for (const i of ranked(scores)) {
    if (before >= p) break;
    kept[i] = scores[i];
    before += shares[i];
  }
  return kept;
}

/** The place that a number from 0 to 1 falls on when the probabilities are laid end to end. */
export function draw(shares, number) {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let end = 0;
  let last = 0;
  for (let i = 0; i < shares.length; i += 1) {
    if (shares[i] > 0) last = i;
    end += shares[i];
    if (end > number * total) return i;
  }
  return last; // rounding may leave the sum a little short
}

/** How many equally likely tokens would leave one as unsure: 2 to the power of the entropy in bits. */
export const perplexity = (shares) => Math.exp(-shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0));
