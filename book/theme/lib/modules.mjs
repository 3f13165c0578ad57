/** A widget's module with everything it imports, as one file: pages then load one address for each widget. */

import * as esbuild from "esbuild";
import { TARGET } from "./bundle.mjs";

/**
 * @param {string} source  the module as its author wrote it
 * @param {string} name    for messages
 * @param {string} [folder]  where its relative imports lead; without it they cannot be followed
 * @returns {string}
 * @throws {Error} with a message for authors
 */
export function bundleModule(source, name, folder) {
  try {
    const result = esbuild.buildSync({
      absWorkingDir: folder, // messages name files from there
      stdin: { contents: source, sourcefile: name, resolveDir: folder },
      bundle: true,
      minify: true,
      format: "esm",
      target: TARGET,
      write: false,
      logLevel: "silent",
    });
    return result.outputFiles[0].text;
  } catch (error) {
    if (!error.errors) throw error;
    const said = error.errors.map(({ text, location }) => (location ? `${text} (${location.file}, line ${location.line})` : text)).join("; ");
    const hint = folder ? "" : " No folder of modules is set, so that only modules without relative imports can be used.";
    throw new Error(`${said}.${hint}`);
  }
}
