/** Digits of 8 × 8 pixels on paper, as the figures of the book show them. */

const SIDE = 8;

/**
 * Paints a sheet of digits, with a line of paper around each.
 *
 * @param {HTMLCanvasElement} canvas  gets a pixel for a pixel; CSS makes it larger
 * @param {ArrayLike<number>[]} digits  ink of 64 pixels each, from 0 (paper) to 255
 */
export function paint(canvas, digits, columns) {
  const rows = Math.ceil(digits.length / columns);
  const [width, height] = [columns, rows].map((count) => count * (SIDE + 2));
  const sheet = new ImageData(width, height);
  sheet.data.fill(255);
  digits.forEach((ink, i) => {
    const [left, top] = [i % columns, Math.floor(i / columns)].map((place) => place * (SIDE + 2) + 1);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
      const at = 4 * ((top + Math.floor(pixel / SIDE)) * width + left + (pixel % SIDE));
      sheet.data.fill(255 - ink[pixel], at, at + 3);
    }
  });
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(sheet, 0, 0);
}
