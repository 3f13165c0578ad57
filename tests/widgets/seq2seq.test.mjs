import assert from "node:assert/strict";
import { test } from "node:test";
import { EncoderDecoder } from "../../book/widgets/models/seq2seq.mjs";
import { config, fixture, tensors, tokenizer } from "./shelf.mjs";

const EQUAL = 0.002; // fixtures have four digits

const NAME = "numbers-attention";
const expected = fixture(NAME);
const tokens = tokenizer(NAME);
const network = new EncoderDecoder(config(NAME), tensors(`${NAME}/model.safetensors`));
const {
  start_id: start,
  end_ids: [end],
} = expected;
const near = (found, wanted) => {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < EQUAL, `number ${i} is ${value}, Python has ${wanted[i]}`));
};

test("every fixture number is read and translated as Python does, token for token", () => {
  assert.ok(expected.prompts.length >= 20);
  for (const { text, ids, greedy, translation } of expected.prompts) {
    assert.deepEqual([...tokens.encode(text), end], ids, text);
    const { words, looks } = network.translate(ids, { start, end, limit: 40 });
    assert.deepEqual(words, greedy, text);
    assert.equal(tokens.decode(words), translation);
    for (const weights of looks) assert.ok(Math.abs(weights.reduce((a, b) => a + b) - 1) < 1e-5);
  }
});

test("the states, the first scores and where it looks are Python's", () => {
  const [{ ids, greedy }] = expected.prompts;
  const states = network.encode(ids);
  assert.equal(states.length, ids.length);
  states.forEach((state, s) => near(state, expected.encoder_states_of_the_first[s]));
  near(network.step(start, states.at(-1), states).logits, expected.logits_of_the_first);
  const { looks } = network.translate(ids, { start, end, limit: greedy.length });
  looks.forEach((weights, t) => near(weights, expected.attention_of_the_first[t]));
});

test("it stops where it is told to", () => {
  assert.equal(network.translate(expected.prompts[0].ids, { start, end, limit: 2 }).words.length, 2);
});
