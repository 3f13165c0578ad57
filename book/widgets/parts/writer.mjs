/** A text that a reader begins and the model carries on: the beginning, what was written, the bets on what is next. */

import { softmax } from "../models/gpt2.mjs";
import { draw, perplexity, ranked } from "../models/sampling.mjs";
import { bars } from "./bars.mjs";
import { field, make, visible, percent } from "./dom.mjs";
import { latest } from "./model.mjs";
import { published, start } from "./start.mjs";

const FILES = ["config.json", "tokenizer.json", "model.safetensors"];
const PACE_MS = 60; // between two tokens, slow enough to be followed
const LONGEST = 600; // characters of a beginning

/**
 * @param {object} options
 * @param {HTMLElement} options.el
 * @param {AbortSignal} options.signal
 * @param {string} [options.name]   of the published model
 * @param {string} [options.label]  of the text field
 * @param {string} options.beginning
 * @param {number} [options.lines]  of the text field
 * @param {number} options.rows     bars shown
 * @param {number} options.tokens   written at one press of the button
 * @param {HTMLElement[]} [options.controls]  shown above the bars; their `input` events ask for a new look
 * @param {(logits: Float32Array) => Float32Array} options.knobs  scores after the controls, -Infinity where a token may not be drawn
 * @param {(logits: Float32Array) => Float32Array} [options.shown]  scores whose shares the bars show; by default those of `knobs`
 * @param {() => boolean} options.greedy   whether the likeliest is taken instead of drawn
 */
export function writer(options) {
  const { el, signal, name = "text", label = "Begin a text", beginning, lines = 2, rows, tokens, controls = [], knobs, greedy } = options;
  const { shown = knobs } = options;
  const text = make("textarea", { rows: lines, maxLength: LONGEST, value: beginning, spellcheck: false, autocomplete: "off" });
  const stage = make("div", { className: "stage", hidden: true });
  el.append(field(label, text), stage);

  const yours = make("span");
  const its = make("ins");
  const story = make("p", { className: "story" }, yours, its);
  const status = make("p", { className: "status", role: "status" });
  // Both wait for the first look at the text: before it there are no scores to go by.
  const one = make("button", { type: "button", textContent: "One token", disabled: true });
  const many = make("button", { type: "button", className: "primary", textContent: "Write on", disabled: true });
  const again = make("button", { type: "button", textContent: "Start again" });
  const chart = bars(rows, (id) => follow([...written, id]), signal);
  stage.append(story, make("div", { className: "buttons" }, many, one, again), ...controls, chart.list, status);

  /** @type {number[]} ids of the model's own tokens */
  let written = [];
  let turn = 0; // of writing; another number means that an older one is over
  let writing = false;
  let found; // {logits} or {full}, of the text as it stands
  let known;
  let look = () => {};

  start({
    el,
    label: "Start the model",
    address: published(name),
    names: FILES,
    signal,
    ready(model, told) {
      known = told;
      look = latest(async () => {
        const asked = { text: text.value, written };
        try {
          found = await model.ask("next", asked);
        } catch (error) {
          status.textContent = error.message;
          return;
        }
        // Meanwhile the text may have changed: then a newer look is already waiting.
        if (asked.written === written) show(asked.text);
      });
      stage.hidden = false;
      look();
    },
  });

  function follow(ids) {
    written = ids;
    return look();
  }

  function show(beginningText) {
    yours.textContent = beginningText;
    its.textContent = found.said;
    const over = ended() || Boolean(found.full);
    one.disabled = over || writing;
    many.disabled = over && !writing;
    if (found.full) {
      status.textContent = `Here the model has to stop: it reads ${found.full} tokens at most.`;
      chart.show([]);
      return;
    }
    const [shares, kept] = [softmax(shown(found.logits)), knobs(found.logits)];
    const order = ranked(found.logits).slice(0, rows);
    chart.show(order.map((id) => ({ id, piece: known.pieces[id], share: shares[id], kept: kept[id] > -Infinity })));
    const choice = kept.reduce((count, score) => count + (score > -Infinity), 0);
    const unsure = perplexity(softmax(kept));
    const likeliest = visible(known.pieces[order[0]]) || "the end of the text";
    const equals = unsure < 10 ? unsure.toFixed(1) : Math.round(unsure);
    const doubt = unsure < 1.05 ? "and the model is sure of it" : `and the model is as unsure as among ${equals} equally likely tokens`;
    if (ended()) status.textContent = "The model has ended its text.";
    else if (writing) return; // a status that changes at every token would be read aloud at every token
    else if (choice < kept.length) status.textContent = `${choice.toLocaleString("en")} of ${kept.length.toLocaleString("en")} tokens can be drawn.`;
    else status.textContent = `“${likeliest}” has ${percent(shares[order[0]])}, ${doubt}.`;
  }

  const ended = () => written.length > 0 && written.at(-1) === known.config.eos_token_id;

  function pick() {
    const kept = knobs(found.logits);
    return greedy() ? ranked(kept)[0] : draw(softmax(kept), Math.random());
  }

  async function write(count) {
    const mine = (turn += 1);
    writing = true;
    many.textContent = "Stop";
    status.textContent = "Writing…";
    one.disabled = again.disabled = true;
    for (let i = 0; i < count && turn === mine && !signal.aborted && !found.full && !ended(); i += 1) {
      await Promise.all([follow([...written, pick()]), new Promise((done) => setTimeout(done, PACE_MS))]);
    }
    if (turn === mine) stop();
  }

  function stop() {
    turn += 1;
    writing = false;
    many.textContent = "Write on";
    again.disabled = false;
    if (found) show(text.value);
  }

  const restart = () => {
    if (writing) stop();
    follow([]);
  };
  text.addEventListener("input", restart, { signal });
  again.addEventListener("click", restart, { signal });
  one.addEventListener("click", () => follow([...written, pick()]), { signal });
  many.addEventListener("click", () => (writing ? stop() : write(tokens)), { signal });
  for (const control of controls) control.addEventListener("input", () => found && show(text.value), { signal });
}
