import assert from "node:assert/strict";
import { test } from "node:test";
import { CodeGen } from "../../book/widgets/models/codegen.mjs";
import { GPT2 } from "../../book/widgets/models/gpt2.mjs";
import { argmax, config, fixture, tensors, tokenizer } from "./shelf.mjs";

const EQUAL = 0.002; // fixtures have four digits

function greedy(model, ids, ends, limit) {
  const written = [];
  while (written.length < limit) {
    written.push(argmax(model.logits([...ids, ...written])));
    if (ends.includes(written.at(-1))) break;
  }
  return written;
}

for (const [name, Model] of Object.entries({ text: GPT2, code: CodeGen })) {
  const expected = fixture(name);
  const weights = tensors(`${name}/model.safetensors`);
  const fresh = () => new Model(config(name), weights);

  test(`${name}: greedy text is Python's, token for token, on every fixture prompt`, () => {
    const model = fresh();
    const tokens = tokenizer(name);
    assert.equal(expected.prompts.length, 20);
    for (const { text, ids, greedy: wanted, continuation } of expected.prompts) {
      assert.deepEqual(tokens.encode(text), ids);
      const written = greedy(model, ids, expected.end_ids, wanted.length);
      assert.deepEqual(written, wanted, text);
      assert.equal(tokens.decode(written), continuation);
    }
  });

  test(`${name}: scores are Python's`, () => {
    const model = fresh();
    const near = (found, wanted, what) => assert.ok(Math.abs(found - wanted) < EQUAL, `${what}: ${found}, Python has ${wanted}`);
    const [first] = expected.prompts;
    model.logits(first.ids).forEach((logit, id) => near(logit, expected.logits_of_the_first[id], `logit ${id}`));
    for (const { text, ids, likeliest, log_sum_exp: total } of expected.prompts) {
      const logits = model.logits(ids);
      for (const [id, logit] of likeliest) near(logits[id], logit, `${text} ${id}`);
      near(Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)), total, `${text}: log sum exp`);
    }
  });

  test(`${name}: attention is Python's, and each row adds up to one`, () => {
    const { prompt, maps: wanted } = expected.attention;
    const { ids } = expected.prompts[prompt];
    let rows = 0;
    fresh().logits(ids, (layer, head, position, found) => {
      rows += 1;
      assert.ok(Math.abs(found.reduce((a, b) => a + b) - 1) < 1e-5);
      found.forEach((weight, t) => assert.ok(Math.abs(weight - wanted[layer][head][position][t]) < EQUAL));
    });
    assert.equal(rows, wanted.length * wanted[0].length * ids.length);
  });

  test(`${name}: what was read is remembered, and forgotten where the text changes`, () => {
    const model = fresh();
    const { ids } = expected.prompts[0];
    const other = [ids[0], ids[2], ids[1], ...ids.slice(3)];
    model.logits(ids);
    assert.deepEqual(model.logits(other), fresh().logits(other));
    assert.deepEqual(model.logits(ids.slice(0, 3)), fresh().logits(ids.slice(0, 3)));
  });

  test(`${name}: a text that is too long is refused`, () => {
    const model = fresh();
    const limit = model.config.n_positions;
    const said = new RegExp(`The text has ${limit + 1} tokens and this model reads ${limit}\\.`);
    assert.throws(() => model.logits(Array(limit + 1).fill(1)), said);
  });
}
