// The page reports within seconds that a daemon or a backend cannot be reached, keeps the old figures,
// and recovers without being reloaded.

import assert from "node:assert/strict";

import { DAEMON_GONE } from "./harness/browser.js";
import { scene } from "./harness/scene.js";

const SOON_MS = 5_000;
const CLOCK = "\\d\\d:\\d\\d:\\d\\d";
const DEFAULT_INTERVAL = { interval: "2s" };

async function suite(stage, count = 2) {
  const backends = [];
  for (let i = 0; i < count; ++i) backends.push(await stage.backend());
  const balancer = await stage.balancer(backends);
  await balancer.ask(10);
  const dashboard = await stage.dashboard(balancer, DEFAULT_INTERVAL);
  const board = await (await stage.open(dashboard)).ready(count);
  await board.waitTitle(`rrlb – ${count}/${count} up`);
  // A reload of the page would remove this.
  await board.page.evaluate(() => (window.sameAsBefore = true));
  return { backends, balancer, dashboard, board };
}

const isSame = (board) => board.page.evaluate(() => window.sameAsBefore === true);
const nameOf = (backend) => `127.0.0.1:${backend.port}`;

scene("a killed balancer is reported within 5 s, and so is its return", async (stage) => {
  const { backends, balancer, board } = await suite(stage);
  const requests = await board.cell(nameOf(backends[0]), "requests").innerText();
  await balancer.kill();
  await board.waitBanner(new RegExp(`balancer .*not reachable since ${CLOCK}`), SOON_MS);
  assert.equal(await board.page.title(), "rrlb – balancer not reachable");
  assert.ok(await board.stale());
  assert.equal(await board.cell(nameOf(backends[0]), "requests").innerText(), requests);

  await balancer.start();
  await board.waitBanner(/^$/, SOON_MS);
  await board.waitTitle("rrlb – 2/2 up", SOON_MS);
  assert.ok(!(await board.stale()));
  assert.ok(await isSame(board));
});

scene("a killed dashboard is reported within 5 s, and so is its return", async (stage) => {
  stage.allow(DAEMON_GONE);
  const { backends, dashboard, board } = await suite(stage);
  await dashboard.kill();
  await board.waitBanner(new RegExp(`dashboard not reachable since ${CLOCK}`), SOON_MS);
  assert.equal(await board.page.title(), "rrlb – dashboard not reachable");
  assert.ok(await board.stale());
  assert.equal(await board.rows.count(), 2);

  await dashboard.start();
  await board.waitBanner(/^$/, SOON_MS);
  await board.waitTitle("rrlb – 2/2 up", SOON_MS);
  assert.ok(!(await board.stale()));
  assert.equal(await board.status(nameOf(backends[0])), "UP");
  assert.ok(await isSame(board));
});

scene("a killed backend is reported, and no other row changes", async (stage) => {
  const { backends, board } = await suite(stage, 3);
  const [gone, ...others] = backends;
  await gone.kill();
  await board.waitStatus(nameOf(gone), "DOWN", SOON_MS);
  await board.waitTitle("rrlb – 2/3 up", SOON_MS);
  assert.equal(await board.bannerText(), "");
  for (const other of others) assert.equal(await board.status(nameOf(other)), "UP");

  await gone.start();
  await board.waitStatus(nameOf(gone), "UP", SOON_MS);
  await board.waitTitle("rrlb – 3/3 up", SOON_MS);
  assert.ok(await isSame(board));
});
