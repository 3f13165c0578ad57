/** Reads [size, base, distance] triples as JSON from its input and writes frequencies and similarity; tests/test_positional.py compares. */

import { frequencies, similarity } from "../../book/widgets/models/positions.mjs";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answer = ([size, base, distance]) => ({ frequencies: frequencies(size, base), similarity: similarity(distance, size, base) });
console.log(JSON.stringify(JSON.parse(input).map(answer)));
