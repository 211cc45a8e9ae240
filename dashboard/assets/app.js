// Keeps the page as new as the figures: asks for /api/stats at the daemon's interval. Nothing stale
// is shown as live: figures age in view, and a balancer, or a dashboard, that cannot be reached is
// said to be so, over the figures seen last.

import { showBackends } from "./table.js";
import { clock, moment, setText } from "./text.js";

const PATIENCE_SECONDS = 4;
const part = (id) => document.getElementById(id);

let interval = Number(document.body.dataset.interval) || 2000;
let stats = null; // the newest figures
let age = null; // how old they were, in seconds, when they came
let came = 0; // at performance.now()
let lostAt = null; // since when this dashboard's daemon does not answer
let spoken = new Map(); // the state of each backend, and of the daemons, as a screen reader knows it

// Speaks to a screen reader, of changes alone.
function speak(now) {
  const changes = [...now].filter(([name, word]) => spoken.has(name) && spoken.get(name) !== word);
  if (changes.length) {
    setText(part("changes"), changes.map(([name, word]) => `${name} is ${word}`).join(", "));
  }
  spoken = now;
}

function showAge() {
  const seconds = age === null ? null : age + (performance.now() - came) / 1000;
  setText(part("figures-age"), seconds === null ? "" : `figures ${seconds.toFixed(0)} s old`);
}

function wellness(up, all) {
  if (all === 0) return "unknown";
  if (up === all) return "up";
  return up === 0 ? "down" : "part";
}

// Title, headline and banner; `lost` names what cannot be reached: "balancer", "dashboard" or "".
function showState(lost, banner) {
  const all = stats?.backends.length ?? 0;
  const up = stats?.backends.filter((backend) => backend.status === "UP").length ?? 0;
  const counts = `${up}/${all} up, ${stats?.balancer.requests} requests`;
  const seen = all ? counts : "no backends are configured";
  let headline = lost ? "no figures yet" : "waiting for the balancer's first answer";
  if (stats) headline = lost ? `last seen: ${seen}` : seen;
  setText(part("headline"), headline);
  part("headline").className = `status ${lost || !stats ? "unknown" : wellness(up, all)}`;
  part("backends").classList.toggle("stale", Boolean(lost && stats));
  part("banner").hidden = !lost;
  setText(part("banner"), banner);
  const title = lost ? `${lost} not reachable` : `${up}/${all} up`;
  document.title = lost || stats ? `rrlb – ${title}` : "rrlb";
}

function show(answer) {
  lostAt = null;
  interval = answer.interval_ms;
  stats = answer.stats;
  age = answer.age_seconds;
  came = performance.now();
  showAge();
  setText(part("balancer"), answer.balancer);
  if (stats) showBackends(part("backends"), stats.backends);
  if (answer.trouble) {
    const since = moment(answer.trouble_since);
    showState("balancer", `balancer not reachable since ${since}: ${answer.trouble}`);
  } else {
    showState("", "");
  }
  const words = (stats?.backends ?? []).map((backend) => [backend.name, backend.status]);
  words.push(["the dashboard", "reachable"]);
  if (answer.trouble || stats) {
    words.push(["the balancer", answer.trouble ? "not reachable" : "reachable"]);
  }
  speak(new Map(words));
}

function showLost(why) {
  lostAt ??= new Date();
  showState("dashboard", `dashboard not reachable since ${clock(lostAt)}: ${why}`);
  speak(new Map([...spoken, ["the dashboard", "not reachable"]]));
}

async function ask() {
  const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
  const response = await fetch("api/stats", { cache: "no-store", signal });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}

// The browsers word these differently, and for programmers.
function why(reason) {
  if (reason.name === "TimeoutError") return `no answer within ${PATIENCE_SECONDS} s`;
  if (reason.name === "TypeError") return "no connection";
  if (reason.name === "SyntaxError") return "its answer makes no sense";
  return reason.message;
}

async function refresh() {
  await ask()
    .then(show, (reason) => showLost(why(reason)))
    .finally(() => setTimeout(refresh, interval));
}

setInterval(showAge, 1000);
refresh();
