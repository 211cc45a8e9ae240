// The history view: charts over a range, events, and what survives a crash of the daemon.

import assert from "node:assert/strict";

import { axeObjections } from "./harness/axe.js";
import { DAEMON_GONE } from "./harness/browser.js";
import { pastChart } from "./harness/charts.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const QUICK = { interval: "100ms" };
const LEAST_POINTS = 20;

async function open(stage, keys = QUICK, options = {}) {
  const backends = [1, 2].map((i) => fakeBackend(i));
  const balancer = await stage.fakeBalancer(backends, { flow: 10 });
  const dashboard = await stage.dashboard(balancer, keys);
  await stage.waitUntil(() => balancer.looks > LEAST_POINTS, "a past");
  const board = await stage.open(dashboard, { path: "/#history", ...options });
  await board.past.waitFor({ state: "visible" });
  return { balancer, dashboard, board, chart: (place) => pastChart(board.page, place) };
}

const known = (chart) => (chart?.values ?? []).flat().filter((value) => value !== null);

const press = (board, name) => board.past.getByRole("button", { name, exact: true }).click();

// Waits for this many points and zooms in to the newest ones.
async function zoomIn(board, times) {
  for (let i = 0; i < times; ++i) await press(board, "Zoom in");
}

scene("the history shows a chart of requests and one of another figure", async (stage) => {
  const { board, chart } = await open(stage);
  await stage.waitUntil(async () => known(await chart("requests")).length > 0, "requests");
  const requests = await chart("requests");
  const labels = requests.series.slice(1).map(({ label }) => label); // each with its minimum and maximum
  assert.deepEqual([...new Set(labels)], ["web1", "web2"]);
  assert.ok(known(requests).every((rate) => rate >= 0));
  assert.ok(known(await chart("other")).every((health) => health === 100));
  await board.past.getByLabel("Second chart").selectOption("latency_ms");
  await stage.waitUntil(async () => known(await chart("other")).includes(1.5), "latencies");
});

scene("a range can be selected, zoomed and undone, and survives a reload", async (stage) => {
  const { board, chart } = await open(stage);
  const length = async () => {
    const { range } = await stage.waitUntil(() => chart("requests"), "a chart");
    return Math.round((range[1] - range[0]) / 60_000);
  };
  const becomes = (minutes) => stage.waitUntil(async () => (await length()) === minutes, `${minutes} min`);
  await press(board, "Last 24 h");
  await becomes(24 * 60);
  await press(board, "Last 15 min");
  await becomes(15);
  await press(board, "Zoom out");
  await becomes(30);
  await press(board, "Back to the previous range");
  await becomes(15);
  await board.page.reload();
  await becomes(15);
});

scene("dragging over a chart zooms to that range", async (stage) => {
  const { board, chart } = await open(stage);
  await press(board, "Last 15 min");
  await stage.waitUntil(async () => (await chart("requests"))?.times.length > 0, "a chart");
  const before = (await chart("requests")).range;
  const over = board.past.locator("[data-chart=requests] .u-over");
  const { x, y, width, height } = await over.boundingBox();
  await board.page.mouse.move(x + width / 2, y + height / 2);
  await board.page.mouse.down();
  await board.page.mouse.move(x + 0.9 * width, y + height / 2, { steps: 5 });
  await board.page.mouse.up();
  const share = async () => {
    const { range } = await chart("requests");
    return (range[1] - range[0]) / (before[1] - before[0]);
  };
  await stage.waitUntil(async () => Math.abs((await share()) - 0.4) < 0.05, "0.4 of the range");
});

scene("the cursors of both charts move together", async (stage) => {
  const { board, chart } = await open(stage);
  await zoomIn(board, 8);
  await stage.waitUntil(async () => (await chart("requests"))?.times.length > 5, "points");
  const { x, y, width, height } = await board.past.locator("[data-chart=requests] .u-over").boundingBox();
  await board.page.mouse.move(x + 0.9 * width, y + height / 2, { steps: 3 });
  await stage.waitUntil(async () => (await chart("other")).cursor !== null, "the other's cursor");
  assert.equal((await chart("other")).cursor, (await chart("requests")).cursor);
});

scene("a change of state is listed with its reason, and shown in the lane", async (stage) => {
  const { balancer, board } = await open(stage);
  Object.assign(balancer.backend("web2"), fakeBackend(2, { status: "DOWN" }));
  await board.waitTitle("rrlb – 1/2 up");
  await board.page.reload();
  const events = board.past.locator("table.events");
  await board.waitText(events, /web2[^]*DOWN/);
  const lane = board.past.locator(".lane").filter({ hasText: "web2" }).getByRole("img");
  await stage.waitUntil(async () => /DOWN since/.test(await lane.getAttribute("aria-label")), "DOWN");
});

scene("a backend's figures can be downloaded as JSON and CSV", async (stage) => {
  const { dashboard, board } = await open(stage);
  await board.past.getByLabel("Events of").selectOption("web1");
  const json = await board.past.getByRole("link", { name: "JSON" }).getAttribute("href");
  const csv = await board.past.getByRole("link", { name: "CSV" }).getAttribute("href");
  const points = await dashboard.api(`/${json}`);
  assert.ok(points.length > 5 && points.every(({ status }) => status === "UP"), JSON.stringify(points));
  const text = await (await fetch(`${dashboard.url}/${csv}`)).text();
  assert.match(text, /^time,/);
  assert.ok(text.trim().split("\n").length > 5);
});

scene("the history survives a kill of the daemon", async (stage) => {
  stage.allow(DAEMON_GONE);
  const { dashboard, board, chart } = await open(stage);
  await stage.waitUntil(async () => known(await chart("requests")).length > 0, "requests");
  const { time_ms: before } = await dashboard.api("/api/history");
  await dashboard.kill();
  await dashboard.start();
  const { time_ms: after } = await dashboard.api(`/api/history?from=${before[0]}`);
  assert.ok(after.length >= before.length && after[0] <= before[0] + 1000, `${before} became ${after}`);
  await board.page.reload();
  await stage.waitUntil(async () => known(await chart("requests")).length > 0, "requests");
});

scene("without a history file the view says so", async (stage) => {
  const balancer = await stage.fakeBalancer([fakeBackend(1)]);
  const dashboard = await stage.dashboard(balancer, { history: "" });
  const board = await stage.open(dashboard, { path: "/#history" });
  await board.past.getByText("The history is off: [dashboard] history is not set.").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  scene(`axe objects to nothing in the ${colorScheme} history`, async (stage) => {
    const { board, chart } = await open(stage, QUICK, { colorScheme });
    await stage.waitUntil(async () => known(await chart("requests")).length > 0, "requests");
    assert.deepEqual(await axeObjections(board.page), []);
  });
}

scene("the history fits a window of 320 px, and axe reports no violation", async (stage) => {
  const viewport = { width: 320, height: 640 };
  const { board, chart } = await open(stage, QUICK, { viewport });
  await stage.waitUntil(async () => known(await chart("requests")).length > 0, "requests");
  const wider = await board.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${wider} px too wide`);
  assert.deepEqual(await axeObjections(board.page), []);
});

scene("markup in an event's message is shown as text", async (stage) => {
  const evil = "<img src=x onerror=window.hit=1>";
  const { balancer, board } = await open(stage);
  Object.assign(balancer.backend("web2"), fakeBackend(2, { status: "DOWN" }));
  balancer.backend("web2").last_probe.detail = evil;
  balancer.backends.push(fakeBackend(3, { name: evil }));
  await board.waitTitle("rrlb – 2/3 up");
  await board.page.reload();
  await board.past.locator(".lane-name", { hasText: evil }).waitFor();
  assert.equal(await board.page.evaluate(() => window.hit), undefined);
  assert.equal(await board.page.locator("img").count(), 0);
});
