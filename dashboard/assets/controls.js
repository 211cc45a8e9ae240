// The controls of a logged-in user: a button in each row and in the detail card that opens the dialog
// for changes (change.js). Other readers see "Log in" and no controls.

import { openChange, seeView } from "./change.js";
import { openLogin } from "./login.js";
import { send } from "./send.js";
import { make } from "./text.js";
import { toast } from "./toast.js";

let user = null;
let expires = null; // the end of the session, in ms by the daemon's clock
let view = null;
const place = document.getElementById("session");

function button(text, act, label = "") {
  const node = make("button", { type: "button", text });
  if (label) node.ariaLabel = label;
  node.addEventListener("click", act);
  return node;
}

function showSession() {
  if (user === null) {
    place.replaceChildren(button("Log in", () => openLogin(enter)));
    return;
  }
  const name = make("span", { className: "user", text: user });
  place.replaceChildren(name, button("Log out", () => logOut()));
}

function enter(session) {
  ({ user, expires_ms: expires } = session);
  showSession();
  place.querySelector("button").focus();
  equip();
}

function leave(words) {
  user = null;
  showSession();
  for (const one of document.querySelectorAll(".change")) one.remove();
  if (words) toast(words);
}

async function logOut() {
  const had = place.contains(document.activeElement);
  const answer = await send("POST", "api/logout", {});
  if (!answer.ok) return toast(`Not logged out: ${answer.message}`);
  leave("");
  if (had) place.querySelector("button").focus();
}

function equipOne(node, name) {
  if (user === null || node.querySelector(".change")) return;
  const open = button("Change…", () => openChange(name, view), `Change ${name}`);
  open.className = "change";
  node.append(open);
}

function equip() {
  for (const cell of document.querySelectorAll("tbody [data-cell=actions][data-name]")) {
    equipOne(cell, cell.dataset.name);
  }
  for (const part of document.querySelectorAll("#card.open .actions[data-name]")) {
    equipOne(part, part.dataset.name);
  }
}

async function ask() {
  const response = await fetch("api/session", { cache: "no-store" }).catch(() => null);
  const session = response?.ok ? await response.json() : null;
  if (!session?.controls) return;
  ({ user, expires_ms: expires } = session);
  showSession();
  equip();
}

export function startControls(newest) {
  view = newest;
  document.addEventListener("rrlb:view", ({ detail }) => {
    view = detail;
    seeView(view);
    if (user !== null && expires !== null && view.time_ms >= expires) leave("You are logged out.");
    equip();
  });
  document.addEventListener("rrlb:card", equip);
  document.addEventListener("rrlb:logged-out", () => user !== null && leave("You are logged out."));
  ask();
}
