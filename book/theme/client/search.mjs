// Full-text search in a dialog. The index is fetched and built at the first use.
import MiniSearch from "minisearch";
import { make } from "./dom.mjs";

const SHOWN = 12; // results; more would be scrolled past
const AROUND = 70; // characters shown on either side of the first word found
let engine;
let dialog;

async function load(base) {
  const records = await (await fetch(`${base}/search.json`)).json();
  const made = new MiniSearch({
    idField: "url",
    fields: ["page", "heading", "text"],
    storeFields: ["page", "heading", "text"],
    searchOptions: { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), boost: { heading: 3, page: 2 }, combineWith: "AND" },
  });
  made.addAll(records);
  return made;
}

/** The text around the first match, with what matched marked. */
function snippet(text, terms) {
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(${words.join("|")})`, "gi");
  const at = text.search(pattern);
  if (at < 0) return [text.slice(0, 2 * AROUND)];
  const start = Math.max(0, at - AROUND);
  const part = (start ? "…" : "") + text.slice(start, at + AROUND) + (at + AROUND < text.length ? "…" : "");
  return part.split(pattern).map((piece, index) => (index % 2 ? make("mark", { textContent: piece }) : piece));
}

function results(list, status, query) {
  const found = query ? engine.search(query).slice(0, SHOWN) : [];
  list.replaceChildren(
    ...found.map((hit) =>
      make(
        "li",
        {},
        make(
          "a",
          { href: hit.id },
          make("span", { className: "hit-title", textContent: hit.heading ? `${hit.page} › ${hit.heading}` : hit.page }),
          make("span", { className: "hit-text" }, ...snippet(hit.text, hit.terms)),
        ),
      ),
    ),
  );
  status.textContent = query ? (found.length ? `${found.length} ${found.length === 1 ? "section" : "sections"}` : "Nothing found") : "";
}

function build() {
  const input = make("input", { type: "search", placeholder: "Search the book", autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-label", "Search the book");
  const status = make("p", { className: "hit-count", role: "status" });
  const list = make("ol", { className: "hits" });
  const close = make("button", { type: "button", className: "close", textContent: "Close" });
  dialog = make("dialog", { className: "search" }, make("div", { className: "search-line" }, input, close), status, list);
  dialog.setAttribute("aria-label", "Search");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest("a")) && dialog.close());
  input.addEventListener("input", () => results(list, status, input.value.trim()));
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...list.querySelectorAll("a")];
    if (step && links.length) {
      event.preventDefault();
      const at = links.indexOf(document.activeElement) + step;
      (links[at] ?? (at < 0 ? input : links.at(-1))).focus();
    } else if (event.key === "Enter" && event.target === input) links[0]?.click();
    else if (event.key === "Escape") dialog.close(); // a search field would keep the first one to empty itself
  });
  document.body.append(dialog);
}

/** @param {string} base  what every address of the site starts with */
export async function openSearch(base) {
  if (!dialog) build();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").focus();
  const status = dialog.querySelector(".hit-count");
  if (engine) return;
  status.textContent = "Reading the index…";
  try {
    engine = await load(base);
    status.textContent = "";
    dialog.querySelector("input").dispatchEvent(new Event("input"));
  } catch {
    status.textContent = "The index could not be read. Check the connection and try again.";
  }
}
