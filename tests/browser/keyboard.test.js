// Everything can be reached and used without a pointer.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const NAMES = ["web1", "web2", "web3"];
const MOST_STEPS = 60;
const LEAST_TARGET_PX = 24;

async function open(stage) {
  const backends = [1, 2, 3].map((i) => fakeBackend(i));
  const balancer = await stage.fakeBalancer(backends, { flow: 10 });
  const board = await (await stage.open(await stage.dashboard(balancer))).ready(3);
  await board.waitTitle("rrlb – 3/3 up");
  return board;
}

const inFocus = (page, selector) =>
  page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

async function tabTo(page, selector) {
  for (let i = 0; i < MOST_STEPS; ++i) {
    await page.keyboard.press("Tab");
    if (await inFocus(page, selector)) return;
  }
  throw new Error(`${selector} is not reached by ${MOST_STEPS} times Tab`);
}

const nameButton = (name) => `#backends [data-name="${name}"] [data-cell=name] button`;

scene("the first stop of Tab is a link that skips the header", async (stage) => {
  const { page } = await open(stage);
  await page.keyboard.press("Tab");
  assert.ok(await inFocus(page, "a.skip"));
  await page.locator("a.skip").waitFor({ state: "visible" });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await inFocus(page, "main *"));
});

scene("each backend's card opens by keyboard, closes on Escape, and keeps the focus", async (stage) => {
  const board = await open(stage);
  const { page, card } = board;
  for (const name of NAMES) {
    await tabTo(page, nameButton(name));
    for (const key of ["Enter", "Space"]) {
      await page.keyboard.press(key);
      await card.waitFor({ state: "visible" });
      await board.waitText(card, new RegExp(name));
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "hidden" });
      assert.ok(await inFocus(page, nameButton(name)), `${key} on ${name}`);
    }
  }
});

scene("the element with the focus is marked", async (stage) => {
  const { page } = await open(stage);
  const seen = new Set();
  for (let i = 0; i < MOST_STEPS; ++i) {
    await page.keyboard.press("Tab");
    const { what, ring } = await page.evaluate(() => {
      const node = document.activeElement;
      const looks = () => {
        const { outlineStyle, outlineColor, outlineWidth, boxShadow, stroke } = getComputedStyle(node);
        return [outlineStyle, outlineColor, outlineWidth, boxShadow, stroke].join();
      };
      const focused = looks();
      node.blur();
      const blurred = looks();
      node.focus({ focusVisible: true });
      return { what: node.outerHTML.slice(0, 120), ring: focused !== blurred };
    });
    if (what.startsWith("<body") || seen.has(what)) continue;
    seen.add(what);
    assert.ok(ring, what);
  }
  assert.ok(seen.size > 8, `only ${seen.size} things had the focus`);
});

scene("every control is at least 24 px wide and high", async (stage) => {
  const { page } = await open(stage);
  const small = await page.evaluate((least) => {
    const all = document.querySelectorAll("main button, header button, header select, header a");
    return [...all]
      .filter((node) => node.checkVisibility())
      .map((node) => ({ node, box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width < least || box.height < least)
      .map(({ node, box }) => `${node.outerHTML.slice(0, 100)} ${box.width} x ${box.height}`);
  }, LEAST_TARGET_PX);
  assert.deepEqual(small, []);
});
