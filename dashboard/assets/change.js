// The dialog that changes a backend: drain, maintenance, enable, weight. It shows the backend's name
// and its requests in flight. Taking out the last backend that is UP needs a confirmation. A toast
// reports the change and offers to undo it.

import { send } from "./send.js";
import { make, setText } from "./text.js";
import { toast } from "./toast.js";

const WEIGHTS = { min: 1, max: 256 }; // as in common/contract/limits.h, which a test compares

const CHOICES = [
  ["drain", "Drain", "no new requests; requests in flight are finished"],
  ["disable", "Maintenance", "no requests, and no probes"],
  ["enable", "Enable", "gets requests again"],
  ["weight", "Weight", `${WEIGHTS.min} to ${WEIGHTS.max}; leave it empty for the configured weight`],
];
const DONE = { drain: "is draining", disable: "is in maintenance", enable: "is enabled" };
const BACK = { enabled: "enable", draining: "drain", disabled: "disable" };

let dialog = null;
let parts = null;
let name = "";
let view = null;
let last = false; // the dialog asks to confirm that the last backend is taken out
const drains = new Map(); // backend -> its toast

const backend = (whose = name) => view?.backends.find((one) => one.name === whose);

function inFlight(one) {
  if (!one) return "It is no longer configured.";
  const many = one.in_flight;
  const now = `It is ${one.status}.`;
  if (many === null) return `${now} The balancer does not see its requests in flight.`;
  return `${now} ${many} ${many === 1 ? "request is" : "requests are"} in flight.`;
}

function choice([value, text, hint]) {
  const label = make("label", { className: "choice" });
  const input = make("input", { type: "radio", name: "what", value, required: true });
  const words = make("span");
  words.append(make("strong", { text }), ` – ${hint}`);
  label.append(input, words);
  return [label, input];
}

function build() {
  dialog = make("dialog", { className: "sheet" });
  dialog.setAttribute("aria-labelledby", "change-title");
  const form = make("form", { method: "dialog" });
  const title = make("h2", { id: "change-title" });
  const now = make("p", { className: "now" });
  const set = make("fieldset");
  set.append(make("legend", { text: "Action" }));
  const inputs = new Map();
  for (const one of CHOICES) {
    const [label, input] = choice(one);
    inputs.set(one[0], input);
    set.append(label);
  }
  const weight = make("input", { type: "number", ...WEIGHTS, step: 1, ariaLabel: "Weight" });
  weight.addEventListener("input", () => (inputs.get("weight").checked = true));
  set.append(weight);
  const whyLabel = make("label", { text: "Why (optional)" });
  const why = make("input", { maxLength: 200, autocomplete: "off" });
  whyLabel.append(why);
  const problem = make("p", { className: "problem", role: "alert" });
  const row = make("div", { className: "buttons" });
  const cancel = make("button", { type: "button", text: "Cancel" });
  const submit = make("button", { type: "submit", className: "primary" });
  cancel.addEventListener("click", () => dialog.close());
  row.append(cancel, submit);
  form.append(title, now, set, whyLabel, problem, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("change", renew);
  dialog.append(form);
  document.body.append(dialog);
  parts = { form, title, now, inputs, weight, why, problem, submit };
}

const chosen = () => [...parts.inputs.values()].find((input) => input.checked)?.value ?? "";

// The button names the action and the backend.
function renew() {
  last = false;
  setText(parts.problem, "");
  const [, text = "Change"] = CHOICES.find(([value]) => value === chosen()) ?? [];
  setText(parts.submit, `${text}: ${name}`);
}

async function before() {
  const response = await fetch("api/backends", { cache: "no-store" }).catch(() => null);
  const all = response?.ok ? await response.json() : { backends: [] };
  return all.backends.find((one) => one.name === name) ?? null;
}

const path = (whose, action) => `api/backends/${encodeURIComponent(whose)}/${action}`;

function ask(whose, action, body) {
  return send(action === "weight" ? "PUT" : "POST", path(whose, action), body);
}

async function apply() {
  const action = chosen();
  const body = { why: parts.why.value };
  if (action === "weight") body.weight = parts.weight.value === "" ? null : Number(parts.weight.value);
  if (last) body.confirm_last = true;
  parts.submit.disabled = true;
  const was = await before();
  const answer = await ask(name, action, body);
  parts.submit.disabled = false;
  if (answer.ok) {
    dialog.close();
    tell(name, action, was, answer);
  } else if (answer.code === "last_backend") {
    last = true;
    setText(parts.problem, `${name} is the last backend that is UP. Without it all requests fail.`);
    setText(parts.submit, `Confirm: ${name}`);
  } else {
    setText(parts.problem, `Not changed: ${answer.message}.`);
  }
}

function undoOf(action, was) {
  if (!was) return null;
  if (action !== "weight") return [BACK[was.now.state], {}];
  const overridden = was.overrides.some((one) => one.key === "weight");
  return ["weight", { weight: overridden ? was.now.weight : null }];
}

function tell(whose, action, was, answer) {
  const done = action === "weight" ? `has weight ${answer.now?.weight}` : DONE[action];
  const undo = undoOf(action, was);
  const news = toast(`${whose} ${done}.`, undo && { text: "Undo", act: () => takeBack(whose, undo) });
  forget(whose);
  if (action === "drain") drains.set(whose, news);
}

function forget(whose) {
  drains.get(whose)?.hold(false);
  drains.delete(whose);
}

async function takeBack(whose, [action, body]) {
  forget(whose);
  const answer = await ask(whose, action, { why: "undone", ...body });
  toast(answer.ok ? `${whose}: change undone.` : `Not undone: ${answer.message}.`);
}

// Called with each update: shows the requests in flight of draining backends.
export function seeView(newest) {
  view = newest;
  if (dialog?.open) setText(parts.now, inFlight(backend()));
  for (const [whose, news] of drains) {
    const one = backend(whose);
    const many = one?.status === "DRAIN" ? one.in_flight : null;
    news.hold(many > 0); // until it is done
    if (!news.shown()) drains.delete(whose);
    if (many === null) continue;
    news.say(many === 0 ? `${whose} is drained: nothing is in flight.` : `${whose} is draining: ${many} in flight.`);
  }
}

export function openChange(whose, newest) {
  if (!dialog) build();
  [name, view] = [whose, newest];
  parts.form.reset();
  const one = backend();
  const first = one?.status === "DRAIN" || one?.status === "MAINT" ? "enable" : "drain";
  parts.inputs.get(first).checked = true;
  parts.weight.value = one ? String(one.weight) : "";
  setText(parts.title, `Change ${name}`);
  setText(parts.now, inFlight(one));
  renew();
  dialog.showModal();
  parts.inputs.get(first).focus();
}
