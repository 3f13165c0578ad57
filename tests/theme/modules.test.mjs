import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { bundleModule } from "../../book/theme/lib/modules.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "modules-"));
writeFileSync(path.join(folder, "flour.mjs"), "export const rye = 'dark rye';");
const load = (code) => import(`data:text/javascript,${encodeURIComponent(code)}`);

test("a module carries what it imports, and still knows its own address", async () => {
  const made = bundleModule("import { rye } from './flour.mjs'; export default { rye, at: import.meta.url };", "bread.mjs", folder);
  const { default: bread } = await load(made);
  assert.equal(bread.rye, "dark rye");
  assert.match(bread.at, /^data:/);
});

test("an import that leads nowhere is named with its line", () => {
  assert.throws(() => bundleModule("\nimport './wheat.mjs';", "bread.mjs", folder), /Could not resolve "\.\/wheat\.mjs" \(bread\.mjs, line 2\)/);
});

test("without a folder of modules, the message says what is missing", () => {
  assert.throws(() => bundleModule("import './flour.mjs';", "bread.mjs"), /No folder of modules is set/);
});

test("what is no JavaScript is refused", () => {
  assert.throws(() => bundleModule("export default {", "bread.mjs", folder), /bread\.mjs, line 1/);
});
