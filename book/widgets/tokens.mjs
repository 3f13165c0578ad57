/**
 * Cuts a text into the model's tokens while it is typed.
 *
 * Options of the directive: `beginning`, the text it starts with.
 */

import { field, make, visible } from "./parts/dom.mjs";
import { language } from "./parts/language.mjs";
import { latest, serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(language);

const LONGEST = 600; // characters: more would make more boxes than anybody reads

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const text = make("textarea", { rows: 2, maxLength: LONGEST, value: options.get("beginning") ?? "", spellcheck: false, autocomplete: "off" });
  const boxes = make("ol", { className: "tokens", ariaLabel: "Tokens and their numbers" });
  const status = make("p", { className: "status", role: "status" });
  const { stage, signal, leave } = opened(el, field("Type a text", text));
  stage.append(boxes, status);

  function show(ids, pieces) {
    boxes.replaceChildren(...ids.map((id) => make("li", {}, make("code", { textContent: visible(pieces[id]) || "end of text" }), make("span", { textContent: id }))));
    const bytes = new TextEncoder().encode(text.value).length;
    const many = (count, unit) => `${count.toLocaleString("en")} ${unit}${count === 1 ? "" : "s"}`;
    const each = ids.length ? `, ${(bytes / ids.length).toFixed(1)} bytes a token` : "";
    status.textContent = `${many([...text.value].length, "character")}, ${many(bytes, "byte")}, ${many(ids.length, "token")}${each}.`;
  }

  start({
    el,
    label: "Start the tokenizer",
    address: published("text"),
    names: ["tokenizer.json"],
    signal,
    ready(model, { pieces }) {
      const look = latest(async () => show(await model.ask("tokens", { text: text.value }), pieces));
      stage.hidden = false;
      text.addEventListener("input", look, { signal });
      look();
    },
  });
  return leave;
}

export default { render };
