/** The tokenizer of CLIP: byte-pair encoding in lower case, without spaces, and a mark where a word ends. */

import { BytePairEncoder, spell } from "./bpe.mjs";

const WORDS = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;

export class CaptionEncoder extends BytePairEncoder {
  /** Exactly `length` ids of `text`: a start, its tokens as far as they fit, an end, and more ends to fill up. */
  encodePadded(text, length) {
    const [start, end] = ["<|startoftext|>", "<|endoftext|>"].map((mark) => this.added.get(mark));
    const words = text.normalize("NFC").toLowerCase().match(WORDS) ?? [];
    const ids = words.flatMap((word) => this.split(word)).slice(0, length - 2);
    return [start, ...ids, ...Array(length - 1 - ids.length).fill(end)];
  }

  symbols = (word) => spell(word).map((sign, i, all) => (i === all.length - 1 ? `${sign}</w>` : sign));
}
