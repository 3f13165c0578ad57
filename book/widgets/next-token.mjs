/**
 * Type a beginning, see the model's bets on the next token, choose one of them or let it write.
 *
 * Options of the directive: `beginning`, the text it starts with.
 */

import { atTemperature } from "./models/sampling.mjs";
import { make } from "./parts/dom.mjs";
import { language } from "./parts/language.mjs";
import { serve } from "./parts/model.mjs";
import { writer } from "./parts/writer.mjs";

serve(language);

const ROWS = 8;
const TOKENS = 60; // written at one press
const TEMPERATURE = 0.7; // of the dice, as in the chapter on writing

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model, el }) {
  const life = new AbortController();
  const dice = make("input", { type: "checkbox", checked: true });
  const choice = make("label", { className: "check" }, dice, make("span", { textContent: "throw dice (temperature 0.7) instead of taking the likeliest" }));
  el.classList.add("live");
  writer({
    el,
    signal: life.signal,
    beginning: model.get("beginning") ?? "Once upon a time in a magical forest,",
    rows: ROWS,
    tokens: TOKENS,
    controls: [choice],
    knobs: (logits) => (dice.checked ? atTemperature(logits, TEMPERATURE) : logits),
    shown: (logits) => logits,
    greedy: () => !dice.checked,
  });
  return () => life.abort();
}

export default { render };
