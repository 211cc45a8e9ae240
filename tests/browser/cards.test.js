// The detail card of a backend, opened by pointer: its text and its position.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const FIVE = [1, 2, 3, 4, 5];
const HOURS_123 = 123 * 3600 + 4 * 60 + 5;

// A zoom of 200 % at 1280 x 800 has half as many CSS pixels, each twice as large.
const WINDOWS = [
  { viewport: { width: 1280, height: 800 } },
  { viewport: { width: 760, height: 500 } },
  { viewport: { width: 360, height: 640 } },
  { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
];

async function open(stage, backends, options) {
  const balancer = await stage.fakeBalancer(backends, { flow: 10 });
  const dashboard = await stage.dashboard(balancer);
  const board = await (await stage.open(dashboard, options)).ready(backends.length);
  await board.waitTitle(/^rrlb – \d\/\d up$/);
  return { balancer, board };
}

async function openCard(board, name) {
  await board.nameButton(name).hover();
  await board.card.waitFor({ state: "visible" });
  await board.waitText(board.card, new RegExp(name));
}

scene("a card shows CPU, RAM, latency and uptime, and is updated", async (stage) => {
  const long = fakeBackend(1, { uptime_seconds: HOURS_123, cpu_percent: 12.5, ram_mb: 48.25 });
  const { balancer, board } = await open(stage, [long, fakeBackend(2)]);
  await openCard(board, "web1");
  await board.waitText(board.card, /12\.5/);
  await board.waitText(board.card, /48\.[23]/);
  await board.waitText(board.card, /1\.5/);
  await board.waitText(board.card, /123:04:05/);
  Object.assign(balancer.backend("web1"), { cpu_percent: 77.7, uptime_seconds: HOURS_123 + 1 });
  await board.waitText(board.card, /77\.7/);
  await board.waitText(board.card, /123:04:06/);
});

scene("unknown figures are a dash", async (stage) => {
  const unknown = { cpu_percent: null, ram_mb: null, latency_ms: null, uptime_seconds: null, uptime: null };
  const { board } = await open(stage, [fakeBackend(1, unknown)]);
  await openCard(board, "web1");
  const text = await board.card.innerText();
  assert.ok(text.split("—").length > 4, text);
  assert.doesNotMatch(text, /null|undefined|NaN/);
});

scene("a card stays while the pointer is on it, and closes afterwards", async (stage) => {
  const { board } = await open(stage, [fakeBackend(1), fakeBackend(2)]);
  await openCard(board, "web1");
  const { x, y, width, height } = await board.card.boundingBox();
  await board.page.mouse.move(x + width / 2, y + height / 2, { steps: 8 });
  const shown = await board.requests("web1");
  await stage.waitUntil(async () => (await board.requests("web1")) > shown + 20, "updates");
  assert.ok(await board.card.isVisible());
  await board.page.mouse.move(1, 1);
  await board.card.waitFor({ state: "hidden" });
});

for (const window of WINDOWS) {
  const { width, height } = window.viewport;
  scene(`cards are inside a window of ${width} x ${height}`, async (stage) => {
    const { board } = await open(stage, FIVE.map((i) => fakeBackend(i)), window);
    const anchors = FIVE.flatMap((i) => [
      board.nameButton(`web${i}`),
      board.charts.locator(`[data-name=web${i}] figcaption`),
    ]);
    for (const anchor of anchors) {
      await anchor.scrollIntoViewIfNeeded();
      await anchor.hover();
      await board.card.waitFor({ state: "visible" });
      const box = await board.card.boundingBox();
      const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
      assert.ok(inside, `${anchor}: ${JSON.stringify(box)}`);
      await board.page.keyboard.press("Escape");
      await board.card.waitFor({ state: "hidden" });
    }
  });
}
