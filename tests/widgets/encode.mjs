/** Reads {folder, texts} as JSON from its input and writes the ids and the decoded text of each; tests/test_widgets.py compares. */

import { tokenizer } from "./shelf.mjs";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const { folder, texts } = JSON.parse(input);
const tokens = tokenizer(folder);
console.log(JSON.stringify(texts.map((text) => [tokens.encode(text), tokens.decode(tokens.encode(text))])));
