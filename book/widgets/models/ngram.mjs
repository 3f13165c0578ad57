/**
 * N-gram models fitted by counting, as `genai_book.scratch.ngram` and `crude_smoothing`: counts of what follows each context
 * of up to `order - 1` letters. A letter is a byte here, one of 256.
 */

const VOCABULARY = 256;
const SHARE = 0.01; // set aside by the crude rule

export class NGram {
  /** @param {number} order */
  constructor(order) {
    this.order = order;
    /** @type {Map<string, {total: number, next: Map<string, number>}>} */
    this.after = new Map();
  }

  /** @param {string[]} texts  whose contexts do not cross from one to the next */
  fit(texts) {
    for (const text of texts) {
      for (let i = 0; i < text.length; i += 1) {
        for (let start = Math.max(0, i - this.order + 1); start <= i; start += 1) {
          const context = text.slice(start, i);
          let seen = this.after.get(context);
          if (!seen) this.after.set(context, (seen = { total: 0, next: new Map() }));
          seen.total += 1;
          seen.next.set(text[i], (seen.next.get(text[i]) ?? 0) + 1);
        }
      }
    }
    return this;
  }

  /**
   * Mean surprise at the letters of `texts`, in bits, of the models of every order up to this one's.
   *
   * @param {"hundredth" | "witten_bell"} rule  a hundredth for all bytes, or Witten and Bell's shorter contexts
   * @returns {number[]}
   */
  bitsPerByte(texts, rule) {
    const bits = new Array(this.order).fill(0);
    let letters = 0;
    for (const text of texts) {
      letters += text.length;
      for (let i = 0; i < text.length; i += 1) {
        let p = 1 / VOCABULARY;
        for (let length = 0; length < this.order; length += 1) {
          if (length <= i) p = this.#probability(text.slice(i - length, i), text[i], rule, p);
          bits[length] -= Math.log2(p); // where the text begins, the context is what there is
        }
      }
    }
    return bits.map((sum) => sum / letters);
  }

  /** @param {number} shorter  probability after the context without its oldest letter */
  #probability(context, letter, rule, shorter) {
    const seen = this.after.get(context);
    if (!seen) return rule === "hundredth" ? 1 / VOCABULARY : shorter;
    const count = seen.next.get(letter) ?? 0;
    if (rule === "hundredth") return ((1 - SHARE) * count) / seen.total + SHARE / VOCABULARY;
    return (count + seen.next.size * shorter) / (seen.total + seen.next.size);
  }

  /**
   * Writes by the counts alone, from the beginning of a text, until nothing was ever seen to follow.
   *
   * @param {number} order
   * @param {number} most  letters
   * @param {() => number} random  from 0 to 1
   */
  write(order, most, random = Math.random) {
    let text = "\n";
    while (text.length <= most) {
      const seen = this.after.get(text.slice(Math.max(0, text.length - order + 1)));
      if (!seen) break;
      let left = random() * seen.total;
      for (const [letter, count] of seen.next) {
        left -= count;
        if (left < 0) {
          text += letter;
          break;
        }
      }
    }
    return text.slice(1);
  }
}

/**
 * Cuts a text where copying begins and ends: a letter is copied if it stands in a run of `run` letters that `source` holds.
 *
 * @returns {{text: string, copied: boolean}[]}
 */
export function pieces(text, source, run) {
  const marked = new Array(text.length).fill(false);
  for (let i = 0; i + run <= text.length; i += 1) {
    if (source.includes(text.slice(i, i + run))) marked.fill(true, i, i + run);
  }
  const cut = [];
  for (let i = 0; i < text.length; i += 1) {
    if (cut.at(-1)?.copied !== marked[i]) cut.push({ text: "", copied: marked[i] });
    cut.at(-1).text += text[i];
  }
  return cut;
}
