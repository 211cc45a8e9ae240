// What a browser does when it opens the page.

import assert from "node:assert/strict";

import { scene } from "./harness/scene.js";

scene("the page opens and shows each backend, without a complaint of the browser", async (stage) => {
  const backends = [await stage.backend(), await stage.backend()];
  const balancer = await stage.balancer(backends);
  const dashboard = await stage.dashboard(balancer);
  const page = await stage.open(dashboard);
  await page.waitForFunction(() => document.title === "rrlb – 2/2 up");
  const names = await page.locator("#backends tbody tr").evaluateAll((rows) =>
    rows.map((row) => row.dataset.name),
  );
  assert.deepEqual(names, backends.map((backend) => `127.0.0.1:${backend.port}`));
});
