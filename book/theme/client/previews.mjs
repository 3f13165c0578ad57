// What a reference points at, shown beside it while the pointer rests on it or the keyboard has it.
import { make } from "./dom.mjs";

const SELECTOR = "a.reference, a.term, a.citation, .footnote-mark a";
const WAIT_MS = 180; // a pointer passing over opens nothing
const GRACE_MS = 220; // time to move into the preview
const pages = new Map();
let card;
let timer;
let shownFor;

async function documentOf(url) {
  const path = url.pathname;
  if (path === location.pathname) return document;
  if (!pages.has(path)) {
    const text = await fetch(path).then((response) => (response.ok ? response.text() : ""));
    pages.set(path, new DOMParser().parseFromString(text, "text/html"));
  }
  return pages.get(path);
}

/** The few elements that tell what `target` is: a term with its meaning, a heading with its first paragraph, a figure. */
function extract(target) {
  if (target.matches("dt")) {
    const found = [target];
    for (let next = target.nextElementSibling; next?.matches("dd"); next = next.nextElementSibling) found.push(next);
    return found;
  }
  if (/^H[1-6]$/.test(target.tagName)) {
    const next = target.nextElementSibling;
    return next?.matches("p, .opening") ? [target, next] : [target];
  }
  return [target];
}

async function contentFor(link) {
  const url = new URL(link.href);
  if (url.origin !== location.origin) return null;
  const source = await documentOf(url);
  const id = decodeURIComponent(url.hash.slice(1));
  const target = id ? source.getElementById(id) : source.querySelector(".page-head");
  if (!target) return null;
  const copies = extract(target).map((each) => document.importNode(each, true));
  for (const copy of copies) {
    for (const each of [copy, ...copy.querySelectorAll("[id]")]) if (!each.closest("svg")) each.removeAttribute("id");
    for (const each of copy.querySelectorAll(".anchor, .copy, .footnote-back, .page-tools, script, .widget")) each.remove();
  }
  // Math on another page needs the style sheet that page has.
  const sheet = source.querySelector('link[rel="stylesheet"][href*="/math-"]');
  if (sheet && !document.querySelector('link[rel="stylesheet"][href*="/math-"]')) document.head.append(document.importNode(sheet));
  return copies;
}

function hide() {
  card?.remove();
  card = undefined;
  shownFor?.removeAttribute("aria-describedby");
  shownFor = undefined;
}

function place(link) {
  const box = link.getBoundingClientRect();
  const width = Math.min(card.offsetWidth, innerWidth - 32);
  const left = Math.max(16, Math.min(box.left, innerWidth - width - 16));
  const below = box.bottom + card.offsetHeight + 12 < innerHeight || box.top < card.offsetHeight + 12;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? box.bottom + 8 : box.top - card.offsetHeight - 8) + scrollY}px`;
}

async function show(link) {
  const content = await contentFor(link).catch(() => null);
  if (!content || shownFor === link || !(link.matches(":hover") || link === document.activeElement)) return;
  hide();
  shownFor = link;
  card = make("div", { className: "preview", id: "preview", role: "tooltip" }, ...content);
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", later);
  document.body.append(card);
  link.setAttribute("aria-describedby", "preview");
  place(link);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(hide, GRACE_MS);
}

export function previews() {
  if (matchMedia("(hover: none)").matches) return;
  const main = document.getElementById("main");
  const start = (event) => {
    const link = event.target.closest?.(SELECTOR);
    if (!link || card?.contains(link)) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(link), WAIT_MS);
  };
  const end = (event) => event.target.closest?.(SELECTOR) && later();
  main.addEventListener("pointerover", start);
  main.addEventListener("pointerout", end);
  main.addEventListener("focusin", start);
  main.addEventListener("focusout", end);
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
