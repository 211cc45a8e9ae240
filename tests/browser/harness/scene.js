// scene(fact, body): one test, which gets a stage. Everything that the stage started is stopped after
// the test, and a complaint of any page fails the test.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { launch } from "./browser.js";
import { Stage } from "./stage.js";

const TEST_MS = 120_000;

let browser = null; // one for all tests of a file

after(async () => {
  if (browser) await (await browser).close();
});

export function scene(fact, body) {
  test(fact, { timeout: TEST_MS }, async () => {
    const stage = new Stage(() => (browser ??= launch()));
    try {
      await body(stage);
      assert.deepEqual(stage.complaints(), [], "what the browser complained of");
    } catch (problem) {
      problem.message += `\n${stage.said()}\n${stage.complaints().join("\n")}`;
      throw problem;
    } finally {
      await stage.clear();
    }
  });
}
