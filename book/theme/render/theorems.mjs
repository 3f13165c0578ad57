/** Theorems, exercises and their solutions. */

import { classes, element, escape, toText } from "./html.mjs";

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function titled(node) {
  const [first, ...rest] = node.children ?? [];
  return first?.type === "admonitionTitle" ? { title: first, body: rest } : { title: null, body: node.children ?? [] };
}

function statement(node, context, name) {
  const { title, body } = titled(node);
  const number = node.enumerated !== false && node.enumerator && node.kind !== "proof" ? ` ${node.enumerator}` : "";
  const label = `<span class="statement-name">${escape(name)}${escape(number)}</span>`;
  const heading = `<p class="statement-title">${label}${title ? ` <span class="statement-subject">${context.children(title)}</span>` : ""}</p>`;
  return { heading, body: context.all(body) };
}

function proof(node, context) {
  const kind = node.kind ?? "proof";
  const { heading, body } = statement({ ...node, kind }, context, capital(kind));
  return element("div", { id: context.id(node), class: classes("statement", kind, node.class) }, heading + body);
}

function exercise(node, context) {
  if (node.hidden) return "";
  const { heading, body } = statement(node, context, "Exercise");
  return element("div", { id: context.id(node), class: classes("statement", "exercise", node.class) }, heading + body);
}

function solution(node, context) {
  const { title, body } = titled(node);
  const folded = node.hidden || /\bdropdown\b/.test(node.class ?? "");
  const name = title ? toText(title) : "Solution";
  const content = context.all(body);
  if (!folded) return element("div", { id: context.id(node), class: "statement solution" }, `<p class="statement-title"><span class="statement-name">${escape(name)}</span></p>${content}`);
  return element("details", { id: context.id(node), class: "fold solution" }, `<summary>${escape(name)}</summary>${content}`);
}

export const theorems = { proof, exercise, solution };
