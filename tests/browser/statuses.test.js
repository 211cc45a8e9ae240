// The state of a backend is visible from the title to its row, with and without colours.

import assert from "node:assert/strict";

import { shotPath } from "./harness/places.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const STATUSES = ["UP", "DOWN", "DRAIN", "MAINT", "EJECTED", "UNKNOWN"];

const oneOfEach = () =>
  STATUSES.map((status, i) => fakeBackend(i + 1, { name: status.toLowerCase(), status }));

async function open(stage, backends, options) {
  const balancer = await stage.fakeBalancer(backends, { flow: 20 });
  const dashboard = await stage.dashboard(balancer);
  const board = await (await stage.open(dashboard, options)).ready(backends.length);
  return { balancer, board };
}

// The mark next to a status, and its shape.
const markOf = (board, name) =>
  board.cell(name, "status").locator(".status").first().evaluate((badge) => {
    const mark = getComputedStyle(badge, "::before");
    return { shape: mark.content, color: mark.color };
  });

scene("a backend that goes down changes title, favicon, headline and row", async (stage) => {
  const { balancer, board } = await open(stage, [1, 2, 3, 4].map((i) => fakeBackend(i)));
  await board.waitTitle("rrlb – 4/4 up");
  const [icon, mark] = [await board.icon(), await markOf(board, "web2")];

  const since = new Date(Date.now() - 3_000);
  Object.assign(balancer.backend("web2"), fakeBackend(2, { status: "DOWN", since: since.toISOString() }));
  await board.waitTitle("rrlb – 3/4 up");
  await board.waitStatus("web2", "DOWN");
  assert.notEqual(await board.icon(), icon);
  assert.notDeepEqual(await markOf(board, "web2"), mark);
  assert.match(await board.headline.innerText(), /3\/4 up/);
  for (const name of ["web1", "web3", "web4"]) assert.equal(await board.status(name), "UP");

  await board.waitText(board.row("web2"), /connection refused/);
  const at = await board.page.evaluate((time) => new Date(time).toTimeString().slice(0, 8), since);
  assert.ok((await board.row("web2").innerText()).includes(at), `since ${at} is in the row`);
});

scene("each status has a word and a shape of its own", async (stage) => {
  const { board } = await open(stage, oneOfEach());
  const shapes = new Set();
  for (const status of STATUSES) {
    await board.waitStatus(status.toLowerCase(), status);
    shapes.add((await markOf(board, status.toLowerCase())).shape);
  }
  assert.equal(shapes.size, STATUSES.length, `shapes: ${[...shapes].join(" ")}`);
});

scene("each status can be read in forced colours", async (stage) => {
  const { board } = await open(stage, oneOfEach(), { forcedColors: "active" });
  for (const status of STATUSES) {
    await board.waitStatus(status.toLowerCase(), status);
    const { shape } = await markOf(board, status.toLowerCase());
    assert.notEqual(shape, "none");
  }
  await board.page.screenshot({ path: shotPath("forced-colors") });
});

for (const vision of ["deuteranopia", "protanopia", "tritanopia", "achromatopsia"]) {
  scene(`a picture of the page as seen with ${vision} is kept`, async (stage) => {
    const { board } = await open(stage, oneOfEach());
    const session = await board.page.context().newCDPSession(board.page);
    await session.send("Emulation.setEmulatedVisionDeficiency", { type: vision });
    await board.page.screenshot({ path: shotPath(vision), fullPage: true });
  });
}
