/**
 * Sinusoidal and rotary positions: every pair of numbers is the hand of a clock, and each clock is slower than the one before.
 *
 * Vaswani et al. 2017 and Su et al. 2021; the same as genai_book/scratch/positional.py.
 */

/** Radians a position of each of the `size` / 2 pairs, the fastest first. */
export const frequencies = (size, base) => Array.from({ length: size / 2 }, (_, i) => base ** ((-2 * i) / size));

/** The vector that is added at a position: sine and cosine of each pair side by side. */
export const sinusoidal = (position, size, base) =>
  frequencies(size, base).flatMap((speed) => [Math.sin(position * speed), Math.cos(position * speed)]);

/** Turns each pair of neighbours of a vector by the angle of its position. */
export function rotate(vector, position, base) {
  return frequencies(vector.length, base).flatMap((speed, i) => {
    const [cosine, sine] = [Math.cos(position * speed), Math.sin(position * speed)];
    const [first, second] = [vector[2 * i], vector[2 * i + 1]];
    return [first * cosine - second * sine, first * sine + second * cosine];
  });
}

/** The cosine of two sinusoidal vectors that far apart: the mean of the cosines between the hands. */
export function similarity(distance, size, base) {
  const speeds = frequencies(size, base);
  return speeds.reduce((sum, speed) => sum + Math.cos(distance * speed), 0) / speeds.length;
}
