/** Reads numbers as JSON from its input and writes each in English, in French, and as it is understood; tests/test_widgets.py compares. */

import { english, french, numberOf } from "../../book/widgets/models/number-words.mjs";

let input = "";
for await (const chunk of process.stdin) input += chunk;
console.log(JSON.stringify(JSON.parse(input).map((n) => [english(n), french(n), numberOf(english(n))])));
