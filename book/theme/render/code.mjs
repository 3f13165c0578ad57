/** Code, highlighted when the page is built. */

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import ini from "highlight.js/lib/languages/ini";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import latex from "highlight.js/lib/languages/latex";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import pythonRepl from "highlight.js/lib/languages/python-repl";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { classes, element, escape } from "./html.mjs";

const LANGUAGES = { bash, css, diff, ini, javascript, json, latex, makefile, markdown, python, "python-repl": pythonRepl, sql, typescript, xml, yaml };
for (const [name, grammar] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, grammar);
hljs.registerAliases(["ipython", "ipython3"], { languageName: "python" });

/** Highlighted HTML of `source`; plain text where the language is unknown or none. */
export function highlight(source, language) {
  return hljs.getLanguage(language ?? "") ? hljs.highlight(source, { language, ignoreIllegals: true }).value : escape(source);
}

/** The lines of highlighted HTML, each complete in itself: a span that runs over a line's end is closed and opened again. */
export function splitLines(html) {
  let open = [];
  return html.split("\n").map((line) => {
    const before = open.join("");
    const stack = [...open];
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g)) {
      if (tag === "</span>") stack.pop();
      else stack.push(tag);
    }
    open = stack;
    return before + line + "</span>".repeat(stack.length);
  });
}

const LONG = 66; // characters of a line that the text column holds
export const isLong = (source) => source.split("\n").some((line) => line.length > LONG);

/** A `pre` with its numbers and marked lines. */
export function listing(node) {
  const source = (node.value ?? "").replace(/\n+$/, "");
  const html = highlight(source, node.lang);
  const marked = new Set(node.emphasizeLines ?? []);
  const first = Number(node.startingLineNumber) || 1;
  const plain = !node.showLineNumbers && !marked.size;
  const lines = plain
    ? html
    : splitLines(html)
        .map((line, index) =>
          element("span", { class: classes("line", marked.has(index + 1) && "marked"), "data-number": node.showLineNumbers ? first + index : undefined }, line || " "),
        )
        .join("\n");
  return `<pre><code${node.showLineNumbers ? ' class="numbered"' : ""}>${lines}</code></pre>`;
}

function block(node, context) {
  const name = node.filename ? `<p class="code-file">${escape(node.filename)}</p>` : "";
  return element("div", { id: context.id(node), class: classes("code", isLong(node.value ?? "") && "wide", node.class) }, name + listing(node));
}

export const code = { code: block };
