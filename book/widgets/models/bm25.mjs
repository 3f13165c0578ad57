/** BM25, search by words, as the book's own `scratch/bm25.py` computes it. */

const [K1, B] = [1.2, 0.75]; // how soon repetition stops counting, and how much length does

/** Lower-case words of two letters or more. */
export const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];

export class BM25 {
  /** @param {string[]} documents */
  constructor(documents) {
    this.counts = documents.map((document) => {
      const counts = new Map();
      for (const word of words(document)) counts.set(word, (counts.get(word) ?? 0) + 1);
      return counts;
    });
    this.holding = new Map(); // of each word, how many documents have it
    for (const counts of this.counts) for (const word of counts.keys()) this.holding.set(word, (this.holding.get(word) ?? 0) + 1);
    const lengths = this.counts.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0));
    const mean = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
    this.slowness = lengths.map((length) => K1 * (1 - B + (B * length) / mean));
  }

  /** Weight of a word in nats: the rarer, the more it says. */
  idf(word) {
    const n = this.holding.get(word) ?? 0;
    return Math.log(1 + (this.counts.length - n + 0.5) / (n + 0.5));
  }

  /** @returns {number[]} one score for each document, 0 where it shares no word with the query */
  scores(query) {
    const asked = words(query);
    return this.counts.map((counts, i) =>
      asked.reduce((sum, word) => {
        const count = counts.get(word) ?? 0;
        return sum + (this.idf(word) * count * (K1 + 1)) / (count + this.slowness[i]);
      }, 0),
    );
  }

  /** @returns {{index: number, score: number}[]} the best `most` documents that share a word; of equals the earlier first */
  search(query, most) {
    return this.scores(query)
      .map((score, index) => ({ index, score }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score || one.index - other.index)
      .slice(0, most);
  }
}
