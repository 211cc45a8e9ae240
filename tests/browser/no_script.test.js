// Without JavaScript the page shows the state at the time of loading.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

scene("without JavaScript each backend and its state can be read", async (stage) => {
  const backends = [fakeBackend(1), fakeBackend(2, { status: "DOWN" })];
  const balancer = await stage.fakeBalancer(backends);
  const dashboard = await stage.dashboard(balancer);
  await (await stage.open(dashboard)).ready(2); // so that the daemon has its statistics
  const board = await stage.open(dashboard, { javaScriptEnabled: false });
  assert.equal(await board.page.title(), "rrlb – 1/2 up");
  const rows = await board.rows.allInnerTexts();
  assert.equal(rows.length, 2);
  assert.match(rows[0], /web1[^]*UP[^]*http:\/\/127\.0\.0\.1:5001/);
  assert.match(rows[1], /web2[^]*DOWN[^]*connection refused/);
  // The emulation of a browser without scripts still parses the page like one with scripts.
  const source = await (await fetch(dashboard.url)).text();
  assert.match(source, /<noscript><p>Without JavaScript this page is not updated/);
});
