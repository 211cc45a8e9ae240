// The hand on the switch: who may use it, what it asks before, and what it can undo.

import assert from "node:assert/strict";

import { scene } from "./harness/scene.js";

const USER = "anna";
const PASSWORD = "a password of some length";

// Requests that are refused are an error to the browser's console.
const REFUSED = /the server responded with a status of 4\d\d/;

async function open(stage, count = 2, { controls = true } = {}) {
  const backends = [];
  for (let i = 0; i < count; ++i) backends.push(await stage.backend());
  const tables = backends.map((backend, i) => ({ url: backend.url, name: `web${i + 1}`, weight: 2 }));
  const balancer = await stage.balancer(tables);
  const keys = controls ? { password_file: await stage.passwordFile(USER, PASSWORD) } : {};
  const dashboard = await stage.dashboard(balancer, keys);
  const board = await (await stage.open(dashboard)).ready(count);
  await board.waitTitle(`rrlb – ${count}/${count} up`);
  return { balancer, dashboard, board };
}

async function logIn({ page, session }, password = PASSWORD) {
  await session.getByRole("button", { name: /log in/i }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/user/i).fill(USER);
  await dialog.getByLabel(/password/i).fill(password);
  await dialog.getByRole("button", { name: /log in/i }).click();
}

async function openLoggedIn(stage, count) {
  const opened = await open(stage, count);
  await logIn(opened.board);
  await opened.board.session.getByRole("button", { name: /log out/i }).waitFor();
  return opened;
}

const action = (board, name, what) =>
  board.cell(name, "actions").getByRole("button", { name: what }).first();

async function confirm(board, what) {
  const dialog = board.page.locator("dialog[open]");
  await dialog.getByRole("button", { name: what }).click();
  return dialog;
}

// What anyone may try who reaches the daemon; `cookie` is a log-in's.
const change = (dashboard, path, { method = "POST", body = {}, ...headers } = {}) =>
  fetch(dashboard.url + path, {
    method,
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Origin: dashboard.url, ...headers },
  });

scene("without a password there are no controls, and no log-in", async (stage) => {
  const { dashboard, board } = await open(stage, 2, { controls: false });
  assert.equal((await dashboard.api()).controls.available, false);
  assert.equal(await board.session.getByRole("button").count(), 0);
  assert.equal(await board.page.locator("[data-cell=actions] button").count(), 0);
  assert.equal((await change(dashboard, "/api/login", { body: { user: "a", password: "b" } })).status, 404);
});

scene("who is not logged in sees no control, and the API refuses", async (stage) => {
  const { dashboard, board, balancer } = await open(stage);
  await board.session.getByRole("button", { name: /log in/i }).waitFor();
  assert.equal(await board.page.locator("[data-cell=actions] button").count(), 0);
  for (const what of ["drain", "disable", "enable"]) {
    assert.equal((await change(dashboard, `/api/backends/web1/${what}`)).status, 401);
  }
  assert.equal((await change(dashboard, "/api/backends/web1/weight", { method: "PUT" })).status, 401);
  const { backends } = await balancer.figures();
  assert.deepEqual(backends.map(({ status }) => status), ["UP", "UP"]);
});

scene("a wrong password is told in the dialog, which stays", async (stage) => {
  stage.allow(REFUSED);
  const { board } = await open(stage);
  await logIn(board, "not the password");
  const dialog = board.page.getByRole("dialog");
  await dialog.getByText(/wrong/i).waitFor();
  assert.ok(await dialog.getByLabel(/password/i).isVisible());
});

scene("draining is confirmed, told and undone", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await action(board, "web1", /drain/i).click();
  const dialog = board.page.locator("dialog[open]");
  await board.waitText(dialog, /web1/);
  await board.waitText(dialog, /in flight/i);
  await confirm(board, /drain/i);
  await board.waitStatus("web1", "DRAIN");
  await board.waitText(board.toasts, /web1/);
  await board.toasts.getByRole("button", { name: /undo/i }).click();
  await board.waitStatus("web1", "UP");
});

scene("a confirmation that is cancelled changes nothing", async (stage) => {
  const { board, balancer } = await openLoggedIn(stage);
  await action(board, "web1", /drain/i).click();
  const dialog = board.page.locator("dialog[open]");
  await dialog.waitFor();
  await board.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const { backends } = await balancer.figures();
  assert.equal(backends[0].status, "UP");
  assert.ok(await board.page.evaluate(() => document.activeElement.closest("[data-cell=actions]") !== null));
});

scene("maintenance takes a backend out, and enabling brings it back", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await action(board, "web1", /maint|disable/i).click();
  await confirm(board, /maint|disable/i);
  await board.waitStatus("web1", "MAINT");
  await action(board, "web1", /enable/i).click();
  if (await board.page.locator("dialog[open]").isVisible()) await confirm(board, /enable/i);
  await board.waitStatus("web1", "UP");
});

scene("a weight is set and undone", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await action(board, "web1", /weight/i).click();
  const dialog = board.page.locator("dialog[open]");
  await dialog.getByLabel(/weight/i).first().fill("7");
  await confirm(board, /set|change|apply/i);
  await board.waitText(board.cell("web1", "weight"), /^7/);
  await board.toasts.getByRole("button", { name: /undo/i }).click();
  await board.waitText(board.cell("web1", "weight"), /^2/);
});

scene("the last backend that is up is drained only when that is confirmed once more", async (stage) => {
  stage.allow(REFUSED);
  const { board, balancer } = await openLoggedIn(stage, 1);
  await action(board, "web1", /drain/i).click();
  await confirm(board, /drain/i);
  const dialog = board.page.locator("dialog[open]");
  await board.waitText(dialog, /last/i);
  assert.equal((await balancer.figures()).backends[0].status, "UP");
  await dialog.getByRole("button", { name: /drain/i }).click();
  await board.waitStatus("web1", "DRAIN");
});

scene("after logging out the controls are gone", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await action(board, "web1", /drain/i).waitFor();
  await board.session.getByRole("button", { name: /log out/i }).click();
  await board.session.getByRole("button", { name: /log in/i }).waitFor();
  assert.equal(await board.page.locator("[data-cell=actions] button:visible").count(), 0);
});
