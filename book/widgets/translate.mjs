/**
 * Type a number, in digits or in English words: a small network writes it in French and shows where it looked for each word.
 *
 * Options of the directive: `beginning`, the number it starts with.
 */

import { english, french, numberOf } from "./models/number-words.mjs";
import { field, make, percent, shape } from "./parts/dom.mjs";
import { latest, serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";
import { FILES, translator } from "./parts/translator.mjs";

serve(translator);

const LONGEST = 100; // characters: enough for any number below a million
const LIMIT = 1_000_000; // the network has read numbers below it
const NAMED = 3; // tokens that are put into words
const ROOM = 5; // for the tokens at the left and above, in squares
const MARGIN = 1.4; // squares at the right, where the last name leans over
const SQUARE_REM = 1.4; // at most; on small screens they shrink

/** What a reader typed, as English words and as a number where it is one. */
function understood(typed) {
  const text = typed.trim();
  if (!/^\d[\d\s,]*$/.test(text)) return { words: text, number: numberOf(text) };
  const number = Number(text.replace(/[\s,]/g, ""));
  return number < LIMIT ? { words: english(number), number } : { tooLarge: true };
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const text = make("input", { type: "text", maxLength: LONGEST, value: options.get("beginning") ?? "94275", spellcheck: false, autocomplete: "off" });
  const { stage, signal, leave } = opened(el, field("Your number", text));

  const [read, its] = [make("span"), make("ins", { lang: "fr" })];
  const verdict = make("p", { className: "status", role: "status" });
  const words = make("div", { className: "asking", role: "radiogroup", ariaLabel: "The French word that is written" });
  const map = shape("svg", { role: "img", class: "map" });
  const looking = make("p", { className: "status", role: "status" });
  const story = make("p", { className: "story" }, read, " → ", its);
  stage.append(story, verdict, words, looking, map);

  let found; // {source, target, looks, translation}
  let writing = 0; // place of the word that is looked at closely

  function judge({ number }) {
    if (number === undefined) return "That is no number in English words. The network has to answer all the same.";
    const right = french(number);
    return found.translation === right ? "Right." : `Wrong: it should be “${right}”.`;
  }

  function show(asked) {
    read.textContent = asked.words;
    its.textContent = found.translation;
    verdict.textContent = judge(asked);
    writing = 0;
    const choices = found.target.map((piece, t) => {
      const radio = make("input", { type: "radio", name: "word", checked: t === 0 });
      radio.addEventListener("change", () => ((writing = t), showMap()), { signal });
      return make("label", {}, radio, make("code", { textContent: piece }));
    });
    words.replaceChildren(...choices);
    showMap();
  }

  function showMap() {
    const { source, target, looks } = found;
    const [columns, rows] = [source.length, target.length];
    map.setAttribute("viewBox", `0 0 ${ROOM + columns + MARGIN} ${ROOM + rows}`);
    map.style.maxWidth = `${(ROOM + columns + MARGIN) * SQUARE_REM}rem`;
    const name = (place, strong, piece) => shape("text", { ...place, class: strong ? "name strong" : "name" }, piece);
    const strongest = Math.max(...looks[writing]);
    const marks = source.map((piece, s) =>
      name({ transform: `translate(${ROOM + s + 0.7} ${ROOM - 0.4}) rotate(-60)` }, looks[writing][s] === strongest, piece),
    );
    for (let t = 0; t < rows; t += 1) {
      marks.push(name({ x: ROOM - 0.3, y: ROOM + t + 0.7, "text-anchor": "end" }, t === writing, target[t]));
      for (let s = 0; s < columns; s += 1) {
        const side = Math.sqrt(looks[t][s]); // the area is the weight
        if (side < 0.04) continue;
        const [x, y] = [s, t].map((place) => (ROOM + place + (1 - side) / 2).toFixed(3));
        marks.push(shape("rect", { x, y, width: side.toFixed(3), height: side.toFixed(3), class: t === writing ? "weight strong" : "weight" }));
      }
    }
    map.replaceChildren(...marks);
    map.setAttribute("aria-label", `Alignment: ${columns} tokens read across, ${rows} tokens written down; squares where the network looked.`);
    const order = source.map((_, s) => s).sort((a, b) => looks[writing][b] - looks[writing][a]);
    const places = order.slice(0, NAMED).map((s) => `“${source[s]}” ${percent(looks[writing][s])}`);
    looking.textContent = `Before it writes “${target[writing]}”, token ${writing + 1} of ${rows}, it looks at ${places.join(", ")}.`;
  }

  start({
    el,
    label: "Start the translator",
    address: published("numbers-attention"),
    names: FILES,
    signal,
    ready(model) {
      stage.hidden = false;
      const look = latest(async () => {
        const asked = understood(text.value);
        const answer = asked.words ? await model.ask("translate", { text: asked.words }) : {};
        for (const part of [story, words, looking, map]) part.toggleAttribute("hidden", !answer.target);
        if (answer.target) return void ((found = answer), show(asked));
        const full = `The network reads ${answer.full} tokens at most.`;
        verdict.textContent = asked.tooLarge ? "The network has read numbers below a million only." : answer.full ? full : "Type a number.";
      });
      text.addEventListener("input", look, { signal });
      look();
    },
  });
  return leave;
}

export default { render };
