// The text of the detail card. Unknown figures are a dash.

import { showSwatch } from "./palette.js";
import { showBadge } from "./table.js";
import { count, decimal, localTimes, make, moment, plain, setText, UNKNOWN, uptime } from "./text.js";

function response({ response_ms: times }) {
  if (!times) return UNKNOWN;
  return [times.p50, times.p90, times.p99].map((time) => decimal(time)).join(" / ");
}

function weight({ weight: full, effective_weight: now, weight_why: why }) {
  if (now === null || now === undefined || now === full) return plain(full);
  return `${plain(full)}, now ${plain(now)}${why ? ` (${why})` : ""}`;
}

function probe({ last_probe: last }) {
  if (!last) return UNKNOWN;
  return `${last.ok ? "passed" : "failed"} at ${moment(last.time)}: ${last.detail}`;
}

const FIGURES = [
  ["CPU %", ({ cpu_percent: value }) => decimal(value)],
  ["RAM MB", ({ ram_mb: value }) => decimal(value)],
  ["Latency ms", ({ latency_ms: value }) => decimal(value)],
  ["Uptime", ({ uptime_seconds: value }) => uptime(value)],
  ["In flight", ({ in_flight: value }) => count(value)],
  ["Failures", ({ failures: value }) => count(value)],
  ["Response ms, p50 / p90 / p99", response],
  ["Weight", weight],
  ["Last check", probe],
];
const WIDE = 6; // figures from this one on have a line of their own

function why({ status, since, reason, stale }) {
  const words = `${status} since ${moment(since)}${reason ? `: ${localTimes(reason)}` : ""}`;
  return stale ? `old figures · ${words}` : words;
}

// The status at each balancer, if there are several.
function seen({ by_balancer: all }, { balancers }) {
  return (all ?? []).map(
    ({ balancer, status, requests }) =>
      `${balancers[balancer]?.url}: ${status}, ${count(requests)} requests`,
  );
}

export function startFill(card) {
  const head = make("div", { className: "card-head" });
  const [title, badge] = [make("h2", { id: "card-title" }), make("span")];
  head.append(title, badge);
  const [url, reason, list] = [make("p", { className: "url" }), make("p"), make("dl")];
  const values = FIGURES.map(([label], place) => {
    const pair = make("div", { className: place >= WIDE ? "wide" : "" });
    const value = make("dd");
    pair.append(make("dt", { text: label }), value);
    list.append(pair);
    return value;
  });
  const balancers = make("ul");
  card.append(head, url, reason, list, balancers, make("div", { className: "actions" }));
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-labelledby", "card-title");
  card.tabIndex = -1;
  card.parts = { title, badge, url, reason, values, balancers };
}

// Renews the node for the controls, so that none of another backend's are left.
function renew(card, name) {
  const actions = card.querySelector(".actions");
  if (actions.dataset.name === name) return;
  actions.replaceWith(make("div", { className: "actions", data: { name } }));
}

function showLines(list, lines) {
  while (list.children.length > lines.length) list.lastElementChild.remove();
  lines.forEach((text, place) => {
    if (!list.children[place]) list.append(make("li"));
    setText(list.children[place], text);
  });
}

export function fillCard(card, backend, view) {
  const { title, badge, url, reason, values, balancers } = card.parts;
  showSwatch(title, backend);
  setText(title, backend.name);
  showBadge(badge, backend.status);
  setText(url, backend.url);
  setText(reason, why(backend));
  FIGURES.forEach(([, text], place) => setText(values[place], text(backend)));
  showLines(balancers, seen(backend, view));
  card.classList.toggle("stale", backend.stale);
  renew(card, backend.name);
}
