// A backend's chart: its last 30 points, requests on the left axis and health on the right.

import assert from "node:assert/strict";

import { chartOf } from "./harness/charts.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const POINTS = 30;
const QUICK = { interval: "100ms" };
const TALL = { width: 1280, height: 2000 }; // only charts on screen are drawn
const LEFT = 3;
const RIGHT = 1;

async function open(stage, keys, options = {}) {
  const backends = [1, 2].map((i) => fakeBackend(i));
  const balancer = await stage.fakeBalancer(backends, { flow: 10 });
  const dashboard = await stage.dashboard(balancer, keys);
  const board = await (await stage.open(dashboard, { viewport: TALL, ...options })).ready(2);
  return { balancer, dashboard, board, chart: () => chartOf(board.page, "web1") };
}

const full = (stage, chart) =>
  stage.waitUntil(async () => (await chart())?.times.length === POINTS, "30 points");

scene("a chart has 30 points, and a new one replaces the oldest", async (stage) => {
  const { chart } = await open(stage, QUICK);
  await full(stage, chart);
  const before = await chart();
  const newest = before.times[POINTS - 1];
  await stage.waitUntil(async () => (await chart()).times[POINTS - 1] > newest + 1000, "newer points");
  const after = await chart();
  assert.equal(after.times.length, POINTS);
  assert.ok(after.times[0] > before.times[0]);
  for (const column of after.values) assert.equal(column.length, POINTS);
});

scene("a chart is full from the start when the daemon knows 30 points", async (stage) => {
  const { balancer, dashboard, chart } = await open(stage, QUICK);
  await full(stage, chart);
  const board = await (await stage.open(dashboard, { viewport: TALL })).ready(2);
  await board.waitTitle("rrlb – 2/2 up");
  const looks = balancer.looks;
  await full(stage, () => chartOf(board.page, "web1"));
  assert.ok(balancer.looks < looks + POINTS, "the points were not waited for");
});

scene("the left axis is green for requests, the right one red for health", async (stage) => {
  const { chart } = await open(stage);
  const { axes } = await stage.waitUntil(chart, "a chart");
  const left = axes.find((axis) => axis.side === LEFT);
  const right = axes.find((axis) => axis.side === RIGHT);
  assert.equal(left.label, "req/s");
  assert.equal(right.label, "health %");
  const [[r1, g1, b1], [r2, g2, b2]] = [left.color, right.color];
  assert.ok(g1 > r1 && g1 > b1, `left: ${left.color}`);
  assert.ok(r2 > g2 && r2 > b2, `right: ${right.color}`);
});

// The columns, by the axes that they are drawn with.
function columns({ axes, series, values }) {
  const on = (side) => {
    const { scale } = axes.find((axis) => axis.side === side);
    return values[series.findIndex((one, i) => i > 0 && one.scale === scale) - 1];
  };
  return { rates: on(LEFT), health: on(RIGHT) };
}

scene("a time without figures is a gap, not a 0", async (stage) => {
  const { balancer, board, chart } = await open(stage, QUICK);
  await stage.waitUntil(async () => (await chart())?.times.length > 5, "some points");
  await balancer.kill();
  await board.waitBanner(/not reachable/);
  await stage.waitUntil(async () => columns(await chart()).rates.slice(-8).every((r) => r === null), "a gap");
  await balancer.start();
  await board.waitBanner(/^$/);
  await stage.waitUntil(async () => columns(await chart()).rates.at(-1) > 0, "figures after the gap");
  const seen = await chart();
  const { rates, health } = columns(seen);
  assert.ok(!rates.includes(0), `${rates}`);
  assert.ok(!health.includes(0), `${health}`);
  for (const series of seen.series.slice(1)) assert.ok(!series.spanGaps);
});

scene("DOWN is a health of 0, not a gap", async (stage) => {
  const { balancer, chart } = await open(stage, QUICK);
  balancer.backend("web1").status = "DOWN";
  await stage.waitUntil(async () => columns(await chart()).health.at(-1) === 0, "health 0");
  assert.equal(columns(await chart()).rates.at(-1), 0);
});

scene("counters that restart from zero cause no negative rate and no spike", async (stage) => {
  const { balancer, chart } = await open(stage, { interval: "250ms" });
  await stage.waitUntil(async () => (await chart())?.times.length > 5, "some points");
  balancer.backend("web1").requests = 1_000_000_000;
  balancer.backend("web1").requests = 3;
  const before = (await chart()).times.at(-1);
  await stage.waitUntil(async () => (await chart()).times.at(-1) > before + 2000, "points after the reset");
  const { rates } = columns(await chart());
  // 10 requests at each of 4 polls per second; a late poll may have those of several.
  for (const rate of rates) assert.ok(rate === null || (rate >= 0 && rate < 400), `${rates}`);
  assert.ok(rates.at(-1) > 0, `${rates}`);
});

scene("points have the daemon's times, in the reader's time zone", async (stage) => {
  const { dashboard, board, chart } = await open(stage, {}, { timezoneId: "Asia/Kathmandu" });
  await stage.waitUntil(async () => (await chart())?.times.length > 5, "some points");
  const { time_ms } = await dashboard.api("/api/recent");
  const shared = (await chart()).times.filter((time) => time_ms.includes(time));
  assert.ok(shared.length > 2, "times of the chart are the daemon's");
  const { backends } = await dashboard.api();
  const local = new Date(backends[0].since).toLocaleTimeString("en-GB", { timeZone: "Asia/Kathmandu" });
  await board.waitText(board.row("web1"), new RegExp(local));
});
