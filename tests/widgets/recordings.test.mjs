import assert from "node:assert/strict";
import { test } from "node:test";
import { readTensors } from "../../book/widgets/models/safetensors.mjs";
import { PictureDecoder } from "../../book/widgets/models/vae.mjs";
import { moments } from "../../book/widgets/parts/recordings.mjs";
import { fixture, recording } from "./shelf.mjs";

const EQUAL = 0.002; // fixtures have four digits
const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < EQUAL, `${found}, Python has ${wanted}`);

test("at every place of the map the decoder draws what Python's draws", () => {
  const { places, digits } = fixture("digits-vae");
  const decoder = new PictureDecoder(readTensors(recording("digits-vae/model.safetensors")));
  assert.ok(places.length >= 20);
  places.forEach((place, i) => decoder.decode(place).forEach((value, pixel) => near(value, digits[i][pixel])));
});

test("the replay holds what Python recorded", () => {
  const tensors = readTensors(recording("digits-gan/replay.safetensors"));
  for (const training of ["calm", "collapsed"]) {
    const wanted = fixture("digits-gan")[training];
    const film = moments(tensors, training);
    assert.deepEqual([film.length, film[0].digits.length, film[0].digits[0].length], wanted.shape);
    wanted.moments.forEach((place, i) => {
      assert.deepEqual([...film[place].digits[0]], wanted.first_digits[i]);
      for (const [name, key] of Object.entries({ step: "steps", kinds: "kinds", frechet: "frechet", discriminator: "discriminator_loss", generator: "generator_loss" })) {
        near(film[place][name], wanted[key][i]);
      }
    });
    assert.ok(film.every(({ step }, i) => i === 0 || step > film[i - 1].step));
  }
});
