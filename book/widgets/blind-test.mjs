/**
 * A blind test: of two digits one was written by a person. The reader's choices are counted here and stay in this browser;
 * nothing is sent.
 */

import { blind, deal, tally } from "./parts/blind.mjs";
import { paint } from "./parts/digits.mjs";
import { make, percent, shape } from "./parts/dom.mjs";
import { serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(blind);

const EACH = 10; // pairs of every model in a round
const SHELF = "generative-ai-with-python/blind-test"; // in the browser's own storage
const NAMES = { autoencoder: "Autoencoder", adversarial: "Adversarial network", diffusion: "Diffusion", all: "All together" };
const [WIDE, HIGH] = [100, 10]; // of an interval's drawing

/** Choices of earlier rounds: none where the browser keeps nothing, or something else. */
function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(SHELF) ?? "[]");
    return kept.filter(({ model, right }) => model in NAMES && typeof right === "boolean");
  } catch {
    return [];
  }
}

function remember(choices) {
  try {
    if (choices.length) localStorage.setItem(SHELF, JSON.stringify(choices));
    else localStorage.removeItem(SHELF);
  } catch {
    // A browser that stores nothing: the choices last as long as the page.
  }
}

/** The interval from `low` to `high` on a line from 0 to 1, with the share and a mark where guessing lies. */
function interval({ right, asked, low, high }) {
  const at = (share) => (WIDE * share).toFixed(1);
  const y = HIGH / 2;
  return shape(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("line", { x1: WIDE / 2, x2: WIDE / 2, y1: 0, y2: HIGH, class: "guess" }),
    shape("line", { x1: at(low), x2: at(high), y1: y, y2: y, class: "reach" }),
    shape("line", { x1: at(right / asked), x2: at(right / asked), y1: 2, y2: HIGH - 2, class: "share" }),
  );
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ el }) {
  const { stage, signal, leave } = opened(el);

  const asks = make("p", { role: "status" });
  const sides = ["left", "right"].map((side) => {
    const canvas = make("canvas", { className: "picture", ariaHidden: "true" });
    const button = make("button", { type: "button" }, canvas, make("span", { textContent: `The ${side} one` }));
    button.addEventListener("click", () => choose(side), { signal });
    return { canvas, button };
  });
  const duel = make("div", { className: "duel", role: "group", ariaLabel: "Two digits" }, ...sides.map(({ button }) => button));
  const results = make("dl", { className: "shares", hidden: true });
  const again = make("button", { type: "button", className: "primary", textContent: "Another round" });
  const forget = make("button", { type: "button", textContent: "Forget my choices" });
  const after = make("div", { className: "buttons", hidden: true }, again, forget);
  const note = make("p", { className: "note", textContent: "Your choices stay in this browser; nothing is sent." });
  stage.append(asks, duel, results, after, note);

  let all; // pairs
  let round; // those of this round
  let turn; // place in it
  let choices = remembered();

  function begin() {
    round = deal(all, EACH);
    turn = 0;
    for (const part of [results, after]) part.hidden = true;
    duel.hidden = false;
    show();
  }

  function show() {
    const { made, real, realOnTheLeft } = round[turn];
    asks.textContent = `Pair ${turn + 1} of ${round.length}: which of the two did a person write?`;
    sides.forEach(({ canvas }, i) => paint(canvas, [(i === 0) === realOnTheLeft ? real : made], 1));
  }

  function choose(side) {
    const { model, realOnTheLeft } = round[turn];
    choices = [...choices, { model, right: (side === "left") === realOnTheLeft }];
    remember(choices);
    turn += 1;
    if (turn < round.length) return show();
    finish();
    again.focus();
  }

  function finish() {
    duel.hidden = true;
    for (const part of [results, after]) part.hidden = false;
    const rows = tally(choices);
    const { right, asked, low, high } = rows.at(-1);
    const verdict = low > 0.5 ? "You can tell them apart." : high < 0.5 ? "You take the machines for people." : "That may be guessing.";
    asks.textContent = `You found the person’s digit in ${right} of ${asked} pairs, ${percent(right / asked)}. ${verdict}`;
    results.replaceChildren(
      ...rows.map((row) => {
        const words = `${row.right} of ${row.asked}: ${percent(row.right / row.asked)}, true share from ${percent(row.low)} to ${percent(row.high)}`;
        return make("div", {}, make("dt", { textContent: NAMES[row.model] }), make("dd", {}, make("span", { textContent: words }), interval(row)));
      }),
    );
  }

  again.addEventListener("click", () => (begin(), sides[0].button.focus()), { signal });
  forget.addEventListener("click", () => (remember((choices = [])), begin(), sides[0].button.focus()), { signal });
  duel.addEventListener(
    "keydown",
    ({ key }) => {
      const place = ["ArrowLeft", "ArrowRight"].indexOf(key);
      if (place >= 0) choose(["left", "right"][place]);
    },
    { signal },
  );

  start({
    el,
    label: "Start the blind test",
    address: published("digits-blind"),
    names: ["pairs.safetensors"],
    promise: "Runs in this page; your choices stay in it.",
    signal,
    ready(_, known) {
      all = known;
      stage.hidden = false;
      begin();
    },
  });
  return leave;
}

export default { render };
