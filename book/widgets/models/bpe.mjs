/**
 * Byte-pair encoding as GPT-2 has it: text to token ids and back, from the `tokenizer.json` of a model.
 *
 * The same as `genai_book.scratch.bpe`, which also learns. Left out: every other kind of tokenizer.
 *
 * @typedef {{id: number, content: string, special: boolean}} Added
 * @typedef {{model: {vocab: Record<string, number>, merges: [string, string][]}, added_tokens: Added[]}} TokenizerFile
 */

// A space belongs to the word after it; letters, digits and other signs never share a token.
// subtle: JavaScript's \s takes the byte order mark for a space, and U+0085 for none.
const WORDS = new RegExp(
  String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+` +
    String.raw`|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+`,
  "gu",
);

/** What stands for each byte in a vocabulary: the sign of its number where it prints, else one from U+0100 on. */
function byteSigns() {
  const prints = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(prints(byte) ? byte : next++));
}

const SIGNS = byteSigns();
const BYTES = new Map(SIGNS.map((sign, byte) => [sign, byte]));
export const spell = (text) => Array.from(new TextEncoder().encode(text), (byte) => SIGNS[byte]);

export class BytePairEncoder {
  /** @param {TokenizerFile} file */
  constructor({ model, added_tokens: added }) {
    this.ids = model.vocab;
    this.age = new Map(model.merges.map(([left, right], age) => [`${left} ${right}`, age]));
    /** @type {string[]} what each id stands for, in signs for bytes */
    this.signs = [];
    for (const [signs, id] of Object.entries(model.vocab)) this.signs[id] = signs;
    // Tokens that were added by hand are cut out of the text before anything else, the longest first.
    this.added = new Map(added.map(({ content, id }) => [content, id]));
    for (const { content, id, special } of added) this.signs[id] = special ? "" : spell(content).join("");
    const escaped = [...this.added.keys()].map((content) => content.replace(/[|\\{}()[\]^$+*?.]/g, "\\$&"));
    this.cuts = new RegExp(`(${escaped.sort((a, b) => b.length - a.length).join("|") || "$^"})`, "u");
  }

  /** Token ids of `text`. */
  encode(text) {
    const words = (part) => (part.match(WORDS) ?? []).flatMap((word) => this.split(word));
    return text.split(this.cuts).flatMap((part) => this.added.get(part) ?? words(part));
  }

  /** Ids of one word: the oldest merge that applies is applied, until none does. */
  split(word) {
    let symbols = this.symbols(word);
    for (;;) {
      const ages = symbols.slice(1).map((symbol, i) => this.age.get(`${symbols[i]} ${symbol}`) ?? Infinity);
      const oldest = Math.min(...ages);
      if (oldest === Infinity) return symbols.map((symbol) => this.ids[symbol]);
      const merged = [];
      for (let i = 0; i < symbols.length; i += 1) {
        if (ages[i] === oldest) merged.push(symbols[i] + symbols[++i]);
        else merged.push(symbols[i]);
      }
      symbols = merged;
    }
  }

  symbols = (word) => spell(word);

  /** The text of `ids`, special tokens left out. Bytes that are no UTF-8 become U+FFFD. */
  decode(ids) {
    const bytes = ids.flatMap((id) => Array.from(this.signs[id], (sign) => BYTES.get(sign)));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  }
}
