// Many tabs of one browser, which has only six connections to one server.

import assert from "node:assert/strict";

import { Board } from "./harness/board.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const TABS = 12;

scene("12 tabs are all kept up to date over at most 2 streams", async (stage) => {
  const balancer = await stage.fakeBalancer([fakeBackend(1), fakeBackend(2)]);
  const wire = await stage.wire(await stage.dashboard(balancer));
  const browser = await stage.newBrowser(wire);
  const boards = [];
  for (let i = 0; i < TABS; ++i) {
    const page = await browser.newPage();
    await page.goto(wire.url);
    boards.push(new Board(page));
  }
  for (const board of boards) await board.waitTitle("rrlb – 2/2 up");

  balancer.backend("web1").status = "DOWN";
  for (const board of boards) await board.waitTitle("rrlb – 1/2 up");
  assert.ok(wire.openStreams <= 2, `${wire.openStreams} streams`);

  // One more request finds a connection free.
  const answer = await boards[TABS - 1].page.evaluate(() => fetch("api/stats").then((a) => a.status));
  assert.equal(answer, 200);

  // The other tabs do not depend on the first one.
  await boards.shift().page.close();
  balancer.backend("web1").status = "UP";
  for (const board of boards) await board.waitTitle("rrlb – 2/2 up");
});

scene("a tab that is closed leaves no stream behind", async (stage) => {
  const balancer = await stage.fakeBalancer([fakeBackend(1)]);
  const wire = await stage.wire(await stage.dashboard(balancer));
  const browser = await stage.newBrowser(wire);
  const page = await browser.newPage();
  await page.goto(wire.url);
  await new Board(page).waitTitle("rrlb – 1/1 up");
  await page.close();
  await browser.newPage(); // keeps the browser running
  await stage.waitUntil(() => wire.openStreams === 0, "the end of the stream");
});
