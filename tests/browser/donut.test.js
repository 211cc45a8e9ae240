// The donut: each backend's share of all requests.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const COUNTS = [1, 1, 4, 321_123]; // shares that are hard to round

async function open(stage, counts, options) {
  const backends = counts.map((requests, i) => fakeBackend(i + 1, { requests }));
  const balancer = await stage.fakeBalancer(backends, options);
  const dashboard = await stage.dashboard(balancer);
  const board = await (await stage.open(dashboard)).ready(counts.length);
  await board.legend.first().waitFor();
  return { balancer, dashboard, board };
}

// "web1: 25.0 %, 1 234 requests"
const LABEL = /^(\S+): ([\d.]+) %, ([\d\s]+) requests$/;

async function slices(board) {
  const labels = await board.slices.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  return labels.map((label) => {
    const [, name, percent, requests] = LABEL.exec(label) ?? assert.fail(label);
    return { name, percent: Number(percent), requests: Number(requests.replace(/\s/g, "")) };
  });
}

// A point inside a slice, which is rarely the middle of its box.
const pointIn = (slice) =>
  slice.evaluate((path) => {
    path.scrollIntoView({ block: "center" });
    const box = path.getBoundingClientRect();
    for (let x = box.left + 2; x < box.right; x += 3) {
      for (let y = box.top + 2; y < box.bottom; y += 3) {
        if (document.elementFromPoint(x, y) === path) return { x, y };
      }
    }
    throw new Error("no point of the slice is in sight");
  });

scene("the slices add up to 100 %, with the counts of the API", async (stage) => {
  const { dashboard, board } = await open(stage, COUNTS);
  const seen = await slices(board);
  const sum = seen.reduce((total, { percent }) => total + percent, 0);
  assert.ok(Math.abs(sum - 100) < 0.1, `${sum} %`);
  const { backends } = await dashboard.api();
  const told = backends.map(({ name, requests }) => [name, requests]);
  assert.deepEqual(seen.map(({ name, requests }) => [name, requests]), told);
});

scene("without requests there is an empty ring that says so", async (stage) => {
  const { board } = await open(stage, [0, 0]);
  assert.equal(await board.slices.count(), 0);
  await board.waitText(board.donut, /no requests yet/);
  assert.ok(await board.donut.locator("svg .ring").isVisible());
});

scene("a single backend is the whole ring", async (stage) => {
  const { board } = await open(stage, [7]);
  assert.deepEqual(await slices(board), [{ name: "web1", percent: 100, requests: 7 }]);
  const ring = await board.donut.locator("svg .ring").boundingBox();
  const slice = await board.slices.first().boundingBox();
  assert.ok(slice.width > 0.95 * ring.width && slice.height > 0.95 * ring.height);
});

scene("pointing at a slice shows its figures", async (stage) => {
  const { board } = await open(stage, [10, 30]);
  assert.ok(await board.tip.isHidden());
  const { x, y } = await pointIn(board.slices.first());
  await board.page.mouse.move(x, y);
  await board.tip.waitFor({ state: "visible" });
  assert.equal(await board.tip.innerText(), "web1: 25.0 %, 10 requests");
  await board.page.mouse.move(1, 1);
  await board.tip.waitFor({ state: "hidden" });
});

scene("the arrow keys move between the slices and show their figures", async (stage) => {
  const { board } = await open(stage, [10, 30]);
  await board.donut.locator("svg [tabindex='0']").focus();
  await board.tip.waitFor({ state: "visible" });
  assert.equal(await board.tip.innerText(), "web1: 25.0 %, 10 requests");
  await board.page.keyboard.press("ArrowRight");
  await board.waitText(board.tip, /^web2: 75\.0 %, 30 requests$/);
  await board.page.keyboard.press("Escape");
  await board.tip.waitFor({ state: "hidden" });
});

scene("the legend hides a backend and shows it again", async (stage) => {
  const { board } = await open(stage, [10, 30]);
  const key = board.legend.first().locator("button");
  assert.equal(await key.getAttribute("aria-pressed"), "true");
  await key.click();
  assert.equal(await key.getAttribute("aria-pressed"), "false");
  assert.deepEqual(await slices(board), [{ name: "web2", percent: 100, requests: 30 }]);
  await key.click();
  assert.equal((await slices(board)).length, 2);
});
