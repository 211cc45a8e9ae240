// A backend has the same colour in all parts of the page, and keeps it.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const DEFAULT_URLS = [1, 2, 3, 4].map((i) => `http://127.0.0.1:500${i}`);
const PALETTE = [
  "#778899", "#dd7711", "#aa11ee", "#aa8866", "#0099dd", "#995522", "#775599", "#bb2266",
];
const LEAST_DIFFERENCE = 20;

const four = () => DEFAULT_URLS.map((url, i) => fakeBackend(i + 1, { url, requests: 100 }));

async function open(stage, dashboard, count) {
  const board = await (await stage.open(dashboard)).ready(count);
  await stage.waitUntil(async () => (await board.slices.count()) === count, "the donut");
  return board;
}

// The colours in one part of the page, by the backend's name.
const own = (locator) =>
  locator.evaluateAll((nodes) =>
    Object.fromEntries(
      nodes.map((node) => [
        node.closest("[data-name]").dataset.name,
        getComputedStyle(node).getPropertyValue("--own").trim(),
      ]),
    ),
  );

async function colors(board) {
  const { page } = board;
  return {
    table: await own(page.locator("#backends tbody [data-cell=name]")),
    legend: await own(board.legend.locator("button")),
    donut: Object.fromEntries(
      await board.slices.evaluateAll((all) => all.map((one) => [one.dataset.name, one.getAttribute("fill")])),
    ),
    charts: await own(board.charts.locator("figcaption")),
  };
}

async function oneColoring(board) {
  const { table, ...others } = await colors(board);
  for (const [part, coloring] of Object.entries(others)) assert.deepEqual(coloring, table, part);
  return table;
}

scene("table, legend, donut and charts agree on each backend's colour", async (stage) => {
  const dashboard = await stage.dashboard(await stage.fakeBalancer(four(), { flow: 5 }));
  const coloring = await oneColoring(await open(stage, dashboard, 4));
  const { backends } = await dashboard.api();
  for (const { name, color_slot: slot } of backends) assert.equal(coloring[name], PALETTE[slot]);
  assert.equal(new Set(Object.values(coloring)).size, 4);
});

scene("colours stay after a reload, in another browser, and when another backend leaves", async (stage) => {
  const balancer = await stage.fakeBalancer(four(), { flow: 5 });
  const dashboard = await stage.dashboard(balancer);
  const board = await open(stage, dashboard, 4);
  const before = await oneColoring(board);
  await board.page.reload();
  await board.ready(4);
  await stage.waitUntil(async () => (await board.slices.count()) === 4, "the donut");
  assert.deepEqual(await oneColoring(board), before);
  assert.deepEqual(await oneColoring(await open(stage, dashboard, 4)), before);

  const [{ name: gone }] = balancer.backends.splice(1, 1);
  await board.ready(3);
  await stage.waitUntil(async () => (await board.slices.count()) === 3, "the donut of three");
  const { [gone]: _, ...left } = before;
  assert.deepEqual(await oneColoring(board), left);
});

scene("colours stay when the dashboard restarts without the first backend", async (stage) => {
  const balancer = await stage.fakeBalancer(four(), { flow: 5 });
  const dashboard = await stage.dashboard(balancer);
  const { [balancer.backends[0].name]: _, ...left } = await oneColoring(await open(stage, dashboard, 4));
  await dashboard.end();
  balancer.backends.shift();
  await dashboard.start();
  assert.deepEqual(await oneColoring(await open(stage, dashboard, 3)), left);
});

// CIE 1976, from sRGB under D65.
function lab(hex) {
  const linear = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const rows = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
  const white = [0.9505, 1, 1.089];
  const [x, y, z] = rows.map((row, i) => {
    const ratio = row.reduce((sum, factor, k) => sum + factor * linear[k], 0) / white[i];
    return ratio > 216 / 24389 ? Math.cbrt(ratio) : (841 / 108) * ratio + 4 / 29;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const difference = (one, other) => {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(...a.map((part, i) => part - b[i]));
};

scene("the colours of the four default backends are far apart", async (stage) => {
  const dashboard = await stage.dashboard(await stage.fakeBalancer(four(), { flow: 5 }));
  const all = Object.values(await oneColoring(await open(stage, dashboard, 4)));
  all.forEach((one, i) => {
    for (const other of all.slice(i + 1)) {
      assert.ok(difference(one, other) >= LEAST_DIFFERENCE, `${one} and ${other}`);
    }
  });
});

scene("a ninth backend reuses a colour, and is hatched", async (stage) => {
  const nine = Array.from({ length: 9 }, (_, i) => fakeBackend(i + 1, { requests: 100 }));
  const dashboard = await stage.dashboard(await stage.fakeBalancer(nine, { flow: 5 }));
  const board = await open(stage, dashboard, 9);
  const fills = await board.slices.evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
  assert.equal(new Set(fills).size, 9);
  assert.equal(fills.filter((fill) => fill.startsWith("url(#hatch")).length, 1);
});
