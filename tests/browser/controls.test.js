// The controls: logins, confirmations, changes, and undo.

import assert from "node:assert/strict";

import { axeObjections } from "./harness/axe.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const USER = "anna";
const PASSWORD = "a password of some length";

// The browser's console reports refused requests as errors.
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
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("User").fill(USER);
  await dialog.getByLabel("Password").fill(password);
  await dialog.getByRole("button", { name: "Log in" }).click();
}

async function openLoggedIn(stage, count) {
  const opened = await open(stage, count);
  await logIn(opened.board);
  await opened.board.session.getByRole("button", { name: /log out/i }).waitFor();
  return opened;
}

const dialogOf = (board) => board.page.locator("dialog[open]");

// Opens the dialog for a backend and selects a change; the caller submits it.
async function choose(board, name, what) {
  await board.cell(name, "actions").getByRole("button", { name: "Change" }).click();
  const dialog = dialogOf(board);
  await dialog.getByRole("radio", { name: what }).check();
  return dialog;
}

const submit = (dialog) => dialog.locator("button[type=submit]").click();

async function change(board, name, what) {
  await submit(await choose(board, name, what));
  await dialogOf(board).waitFor({ state: "hidden" });
}

const undo = (board) => board.toasts.getByRole("button", { name: "Undo" }).last().click();

// Sends a request that any client could send; `cookie` is that of a session.
const attempt = (dashboard, path, { method = "POST", body = {}, ...headers } = {}) =>
  fetch(dashboard.url + path, {
    method,
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Origin: dashboard.url, ...headers },
  });

scene("without a password there are no controls and no login", async (stage) => {
  const { dashboard, board } = await open(stage, 2, { controls: false });
  assert.equal((await dashboard.api()).controls.available, false);
  assert.equal(await board.session.getByRole("button").count(), 0);
  assert.equal(await board.page.locator("[data-cell=actions] button").count(), 0);
  assert.equal((await attempt(dashboard, "/api/login", { body: { user: "a", password: "b" } })).status, 404);
});

scene("without a login there are no controls, and the API refuses changes", async (stage) => {
  const { dashboard, board, balancer } = await open(stage);
  await board.session.getByRole("button", { name: /log in/i }).waitFor();
  assert.equal(await board.page.locator("[data-cell=actions] button").count(), 0);
  for (const what of ["drain", "disable", "enable"]) {
    assert.equal((await attempt(dashboard, `/api/backends/web1/${what}`)).status, 401);
  }
  assert.equal((await attempt(dashboard, "/api/backends/web1/weight", { method: "PUT" })).status, 401);
  const { backends } = await balancer.figures();
  assert.deepEqual(backends.map(({ status }) => status), ["UP", "UP"]);
});

scene("a wrong password is reported in the dialog, which stays open", async (stage) => {
  stage.allow(REFUSED);
  const { board } = await open(stage);
  await logIn(board, "not the password");
  const dialog = dialogOf(board);
  await board.waitText(dialog.getByRole("alert"), /^Not logged in: \S/);
  assert.ok(await dialog.getByLabel("Password").isVisible());
  await dialog.getByLabel("Password").fill(PASSWORD);
  await submit(dialog);
  await board.session.getByText(USER).waitFor();
});

scene("the dialog names the backend and its requests, and a drain is reported and undone", async (stage) => {
  const { board } = await openLoggedIn(stage);
  const dialog = await choose(board, "web1", /Drain/);
  assert.equal(await dialog.getByRole("heading").innerText(), "Change web1");
  await board.waitText(dialog, /It is UP\. .*in flight\./);
  const { 0: button } = await dialog.locator("button[type=submit]").allInnerTexts();
  assert.equal(button, "Drain: web1");
  await submit(dialog);
  await board.waitStatus("web1", "DRAIN");
  await board.waitText(board.toasts, /web1 is drain/);
  await undo(board);
  await board.waitStatus("web1", "UP");
  await board.waitText(board.toasts, /web1: change undone/);
});

scene("a dialog shows the newest figures, even before an update and in a paused page", async (stage) => {
  const balancer = await stage.fakeBalancer([fakeBackend(1, { in_flight: 3 }), fakeBackend(2)]);
  const password_file = await stage.passwordFile(USER, PASSWORD);
  const dashboard = await stage.dashboard(balancer, { interval: "4s", password_file });
  const board = await stage.open(dashboard);
  await board.waitTitle("rrlb – 2/2 up");
  await logIn(board);
  await board.cell("web1", "actions").getByRole("button", { name: "Change" }).click();
  const now = dialogOf(board).locator(".now");
  assert.equal(await now.innerText(), "It is UP. 3 requests are in flight.");
  await board.page.keyboard.press("Escape");

  await board.page.getByRole("button", { name: "Pause" }).click();
  balancer.backend("web1").in_flight = 1;
  await board.cell("web1", "actions").getByRole("button", { name: "Change" }).click();
  await board.waitText(now, /^It is UP. 1 request is in flight.$/);
});

scene("a dialog that is cancelled changes nothing, and gives the focus back", async (stage) => {
  const { board, balancer } = await openLoggedIn(stage);
  const dialog = await choose(board, "web1", /Drain/);
  await board.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const { backends } = await balancer.figures();
  assert.equal(backends[0].status, "UP");
  assert.equal(await board.page.evaluate(() => document.activeElement.ariaLabel), "Change web1");
});

scene("maintenance takes a backend out, and enable puts it back", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await change(board, "web1", /Maintenance/);
  await board.waitStatus("web1", "MAINT");
  await change(board, "web1", /Enable/);
  await board.waitStatus("web1", "UP");
});

scene("a weight is set and undone", async (stage) => {
  const { board } = await openLoggedIn(stage);
  const dialog = await choose(board, "web1", /Weight/);
  await dialog.getByRole("spinbutton", { name: "Weight" }).fill("7");
  await submit(dialog);
  await board.waitText(board.cell("web1", "weight"), /^7/);
  await undo(board);
  await board.waitText(board.cell("web1", "weight"), /^2/);
});

scene("draining the last backend that is up needs a confirmation", async (stage) => {
  stage.allow(REFUSED);
  const { board, balancer } = await openLoggedIn(stage, 1);
  const dialog = await choose(board, "web1", /Drain/);
  await submit(dialog);
  await board.waitText(dialog.getByRole("alert"), /^web1 is the last backend that is UP\./);
  assert.equal((await balancer.figures()).backends[0].status, "UP");
  await submit(dialog);
  await board.waitStatus("web1", "DRAIN");
});

scene("the history has a change with its user", async (stage) => {
  const { dashboard, board } = await openLoggedIn(stage);
  await change(board, "web1", /Drain/);
  await board.waitStatus("web1", "DRAIN");
  const told = async () => {
    const { events } = await dashboard.api("/api/events");
    return events.find(({ backend, message }) => backend === "web1" && message.includes(USER));
  };
  await stage.waitUntil(told, "an event with the name of who did it");
});

scene("everything can be done with the keyboard", async (stage) => {
  const { board } = await open(stage);
  const { page } = board;
  await board.session.getByRole("button", { name: "Log in" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type(USER);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await board.cell("web1", "actions").getByRole("button", { name: "Change" }).focus();
  await page.keyboard.press("Enter");
  await dialogOf(board).waitFor();
  await page.keyboard.press("ArrowDown"); // from Drain to Maintenance
  await page.keyboard.press("Enter");
  await board.waitStatus("web1", "MAINT");
});

scene("logging out removes the controls", async (stage) => {
  const { board } = await openLoggedIn(stage);
  await board.page.getByRole("button", { name: "Change web1" }).first().waitFor();
  await board.session.getByRole("button", { name: "Log out" }).click();
  await board.session.getByRole("button", { name: "Log in" }).waitFor();
  assert.equal(await board.page.locator("[data-cell=actions] button").count(), 0);
});

scene("axe reports no violation in the dialogs", async (stage) => {
  const { board } = await open(stage);
  await board.session.getByRole("button", { name: "Log in" }).click();
  await dialogOf(board).waitFor();
  assert.deepEqual(await axeObjections(board.page), []);
  await board.page.keyboard.press("Escape");
  await logIn(board);
  await choose(board, "web1", /Drain/);
  assert.deepEqual(await axeObjections(board.page), []);
  await submit(dialogOf(board));
  await board.waitText(board.toasts, /web1 is drain/);
  assert.deepEqual(await axeObjections(board.page), []);
});
