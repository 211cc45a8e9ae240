// The overall state in one line and in the browser's tab: title, icon, headline, banner, and the age
// of the figures. While something cannot be reached, the banner says so above the last figures.

import { clock, count, moment, rate, setText } from "./text.js";

const part = (id) => document.getElementById(id);

// The icon in the browser's tab shows the state by colour and by shape.
const SHAPES = {
  up: "<circle cx='8' cy='8' r='7' fill='#1a7f4b'/>",
  part: "<path d='M8 1l7.5 13.5H.5z' fill='#c77700'/>",
  down: "<path d='M1 1h14v14H1z' fill='#b42318'/>",
  unknown: "<circle cx='8' cy='8' r='5.5' fill='none' stroke='#778899' stroke-width='3'/>",
};
const OPEN = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>";

function showIcon(link, wellness) {
  const svg = `${OPEN}${SHAPES[wellness] ?? SHAPES.unknown}</svg>`;
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (link.getAttribute("href") !== address) link.setAttribute("href", address);
}

// What cannot be reached: "dashboard", "balancer" or "".
function gone(view, lost) {
  if (lost) return "dashboard";
  const known = view?.balancers.some((balancer) => balancer.trouble);
  return known && !view.summary.reachable ? "balancer" : "";
}

function banner(view, lost) {
  if (lost) {
    const since = clock(new Date(lost.since_ms));
    return `dashboard not reachable since ${since}: ${lost.why}`;
  }
  const several = view.balancers.length > 1;
  return view.balancers
    .filter((balancer) => balancer.trouble)
    .map(({ url, trouble, trouble_since: since }) => {
      const which = several ? `balancer ${url}` : "balancer";
      return `${which} not reachable since ${moment(since)}: ${trouble}`;
    })
    .join("; ");
}

function headline(view, lost) {
  if (!view) return lost ? "no figures yet" : part("headline").textContent;
  const old = lost && view.summary.reachable;
  return (old ? "last seen: " : "") + view.summary.headline;
}

function title(view, missing) {
  if (missing) return `rrlb – ${missing} not reachable`;
  if (!view?.summary.reachable) return "rrlb";
  return `rrlb – ${view.summary.up}/${view.summary.all} up`;
}

function figures({ failures_per_second: failures, in_flight: flying }) {
  const parts = [];
  if (failures !== null) parts.push(`${rate(failures)} failures/s`);
  if (flying !== null) parts.push(`${count(flying)} in flight`);
  return parts.join(" · ");
}

// `lost`: since when, and why, the dashboard cannot be reached; or null.
export function showHeader(view, lost) {
  const missing = gone(view, lost);
  const wellness = missing || !view ? "unknown" : view.summary.wellness;
  document.title = title(view, missing);
  showIcon(part("icon"), missing ? "unknown" : wellness);
  const text = view || lost ? banner(view, lost) : "";
  part("banner").hidden = text === "";
  setText(part("banner"), text);
  setText(part("headline"), headline(view, lost));
  part("headline").className = `status ${wellness}`;
  setText(part("figures"), view && !missing ? figures(view.summary) : "");
}

// `seconds`: the age of the figures shown, or null.
export function showAge(seconds, paused) {
  const text = seconds === null ? "" : `figures ${age(seconds)} old`;
  setText(part("figures-age"), paused && text ? `paused, ${text}` : text);
}

function age(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

let known = new Map(); // the states of backends and daemons that were announced last

function states(view, lost) {
  const words = new Map();
  for (const { name, status } of view?.backends ?? []) words.set(name, status);
  for (const { url, reachable, trouble } of view?.balancers ?? []) {
    const name = view.balancers.length > 1 ? `the balancer ${url}` : "the balancer";
    if (reachable || trouble) words.set(name, reachable ? "reachable" : "not reachable");
  }
  words.set("the dashboard", lost ? "not reachable" : "reachable");
  return words;
}

export function speak(node, view, lost) {
  const now = states(view, lost);
  const changes = [...now].filter(([name, word]) => known.has(name) && known.get(name) !== word);
  if (changes.length) {
    setText(node, changes.map(([name, word]) => `${name} is ${word}`).join(", "));
  }
  known = now;
}
