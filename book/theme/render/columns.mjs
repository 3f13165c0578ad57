/** Which columns of a table hold numbers, and how to line them up on the point. */

const NUMBER = /^[−–+±-]?\s?(\d[\d,\u202f\u00a0 ]*)?(\.\d+)?(e[−+-]?\d+)?\s?(%|×|[a-zA-Zµ]{1,3})?$/;
const EMPTY = new Set(["", "–", "—", "-", "NaN", "n/a", "…"]);

/** Digits after the point; null where the text is no number. */
export function fractionDigits(text) {
  const match = NUMBER.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return null;
  return match[2] ? match[2].length - 1 : 0;
}

/**
 * @param {{text: string, header?: boolean, spans?: boolean, align?: string}[][]} rows
 * @returns {{numeric: boolean, ghost: string}[][]}  ghost: digits that take room and are neither seen nor read
 */
export function alignColumns(rows) {
  const width = Math.max(0, ...rows.map((row) => row.length));
  // A cell that spans shifts what stands after it, so such a table is only left as it is.
  const irregular = rows.some((row) => row.some((cell) => cell.spans));
  const columns = Array.from({ length: width }, (_, c) => {
    const body = rows.map((row) => row[c]).filter((cell) => cell && !cell.header);
    const digits = body.filter((cell) => !EMPTY.has(cell.text)).map((cell) => fractionDigits(cell.text));
    const centred = body.some((cell) => cell.align === "center" || cell.align === "left");
    const numeric = !irregular && !centred && digits.length > 0 && digits.every((count) => count !== null);
    return { numeric, most: numeric ? Math.max(...digits) : 0 };
  });
  return rows.map((row) =>
    row.map((cell, c) => {
      const { numeric, most } = columns[c];
      const own = numeric && !cell.header ? fractionDigits(cell.text) : null;
      const missing = own === null ? 0 : most - own;
      const ghost = missing > 0 ? `<span class="ghost" aria-hidden="true">${own === 0 ? "." : ""}${"0".repeat(missing)}</span>` : "";
      return { numeric, ghost };
    }),
  );
}
