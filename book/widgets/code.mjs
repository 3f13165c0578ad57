/**
 * Begin a function and let the model of program code complete it.
 *
 * Options of the directive: `beginning`, the lines it starts with.
 */

import { atTemperature } from "./models/sampling.mjs";
import { make } from "./parts/dom.mjs";
import { language } from "./parts/language.mjs";
import { serve } from "./parts/model.mjs";
import { writer } from "./parts/writer.mjs";

serve(language);

const ROWS = 8;
const TOKENS = 80; // written at one press
const TEMPERATURE = 0.6; // of the dice: code is less patient than stories

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model, el }) {
  const life = new AbortController();
  const dice = make("input", { type: "checkbox" });
  const words = `throw dice (temperature ${TEMPERATURE}) instead of taking the likeliest`;
  el.classList.add("live", "of-code");
  writer({
    el,
    signal: life.signal,
    name: "code",
    label: "Begin a function",
    beginning: model.get("beginning") ?? "def is_even(n):\n",
    lines: 3,
    rows: ROWS,
    tokens: TOKENS,
    controls: [make("label", { className: "check" }, dice, make("span", { textContent: words }))],
    knobs: (logits) => (dice.checked ? atTemperature(logits, TEMPERATURE) : logits),
    shown: (logits) => logits,
    greedy: () => !dice.checked,
  });
  return () => life.abort();
}

export default { render };
