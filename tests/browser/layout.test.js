// The page fits every window.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const WIDTHS = [320, 360, 768, 1280, 2560];

scene("at no width of the window the page scrolls sideways or hides a name", async (stage) => {
  const backends = [1, 2, 3, 4].map((i) =>
    fakeBackend(i, { name: `application-server-${i}.example.com`, status: i === 3 ? "DOWN" : "UP" }),
  );
  const balancer = await stage.fakeBalancer(backends, { flow: 20 });
  const board = await (await stage.open(await stage.dashboard(balancer))).ready(4);
  for (const width of WIDTHS) {
    await board.page.setViewportSize({ width, height: 800 });
    const wider = await board.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `at ${width} px it is ${wider} px too wide`);
    for (const { name } of backends) {
      const box = await board.cell(name, "name").boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, `${name} at ${width} px: ${JSON.stringify(box)}`);
    }
  }
});
