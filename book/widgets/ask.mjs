/**
 * Ask the book: search by words over its own paragraphs, each shown with a link to the section it stands in.
 *
 * Options of the directive: `question`, the one it starts with.
 */

import { field, make } from "./parts/dom.mjs";
import { latest, serve } from "./parts/model.mjs";
import { searching } from "./parts/searching.mjs";
import { onThisSite, opened, published, start } from "./parts/start.mjs";

serve(searching);

const MOST = 3; // paragraphs shown

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const { stage, signal, leave } = opened(el);
  const question = make("input", { type: "text", value: options.get("question") ?? "What does ELBO stand for?", autocomplete: "off" });
  const found = make("ol", { className: "found", ariaLabel: "Paragraphs found" });
  const status = make("p", { className: "status", role: "status" });
  stage.append(field("Your question", question), found, status);

  /** One paragraph. */
  function entry({ number, heading, address, pieces }) {
    const link = make("a", { href: onThisSite(address), textContent: heading });
    const text = pieces.map(({ text, hit }) => (hit ? make("mark", { textContent: text }) : text));
    return make("li", {}, make("p", { className: "cited" }, `Chapter ${number}, `, link), make("p", {}, ...text));
  }

  start({
    el,
    label: "Start the search",
    address: published("book"),
    names: ["sections.json"],
    signal,
    ready(model, { count }) {
      const ask = latest(async () => {
        try {
          const query = question.value;
          const hits = await model.ask("search", { query, most: MOST });
          found.replaceChildren(...hits.map(entry));
          status.textContent = hits.length ? `The best ${hits.length} of ${count} paragraphs.` : "No paragraph has a word of your question.";
        } catch (error) {
          status.textContent = error.message;
        }
      });
      stage.hidden = false;
      question.addEventListener("input", ask, { signal });
      ask();
    },
  });
  return leave;
}

export default { render };
