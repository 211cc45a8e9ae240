// Keeps the page as new as the figures. What came last is kept here; the parts of the page draw it,
// unless the reader paused them or does not see them. Title, icon and banner go on even then.

import { showBalancers } from "./balancers.js";
import { showCard, startCard } from "./card.js";
import { showCharts } from "./charts.js";
import { showDonut } from "./donut.js";
import { showAge, showHeader, speak } from "./header.js";
import { forgetTheme } from "./palette.js";
import { Recent } from "./recent.js";
import { load, startStream } from "./stream.js";
import { showBackends, startTable } from "./table.js";
import { make, setText } from "./text.js";

const part = (id) => document.getElementById(id);
const recent = new Recent();
const root = document.documentElement;
const THEME = "rrlb.theme"; // where it is kept in this browser

let view = null; // the newest figures
let came = 0; // at performance.now()
let lost = null; // since when, and why, this page's daemon cannot be reached
let paused = false;
let drawn = { view: null, came: 0 }; // what is shown

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function showSeconds() {
  const { summary } = drawn.view ?? {};
  const age = summary?.age_seconds ?? null;
  showAge(age === null ? null : age + (performance.now() - drawn.came) / 1000, paused);
}

const balancerParts = {
  text: part("balancer"),
  section: part("balancers"),
  cards: part("balancer-cards"),
};

// What not every reader needs comes when it is needed: its style sheet, then its module.
const extras = new Set();

function need(name, start) {
  if (extras.has(name)) return;
  const style = make("link", { rel: "stylesheet", href: `${name}.css` });
  if (!document.querySelector(`link[href="${name}.css"]`)) document.head.append(style);
  extras.add(name);
  load(`${name}.js`).then(start, () => extras.delete(name));
}

// The two views of the page are told by the address's hash, what comes behind a "?" is the view's
// own; "#main" is the skip link's.
function showView() {
  const [name] = location.hash.slice(1).split("?");
  if (name !== "live" && name !== "history") return;
  if (name === "history") need("history", ({ startHistory }) => startHistory(part("history"), view));
  for (const view of document.querySelectorAll(".view")) view.hidden = view.id !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// Light, dark, or as the system is. The style sheet does the work; what is drawn on a canvas is told
// to be drawn again.
function recolor() {
  forgetTheme();
  tell("rrlb:theme");
}

function keepTheme(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, theme);
  } catch {
    // then it lasts as long as the page
  }
}

function applyTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  recolor();
}

function startTheme(select) {
  select.value = root.dataset.theme ?? "auto";
  select.addEventListener("change", () => {
    keepTheme(select.value);
    applyTheme(select.value);
  });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", recolor);
  }
  // Another tab of this browser chose.
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== THEME) return;
    select.value = newValue ?? "auto";
    applyTheme(select.value);
  });
}

function draw() {
  showHeader(view, lost);
  const old = Boolean(view && (lost || !view.summary.reachable));
  part("live").classList.toggle("old", old);
  part("backends").classList.toggle("stale", old);
  if (view) tell("rrlb:view", view);
  if (paused || document.hidden || !view) return;
  drawn = { view, came };
  part("more").hidden = false;
  showBackends(part("backends"), view.backends);
  showBalancers(balancerParts, view.balancers);
  showDonut(part("donut"), view.backends);
  showCharts(part("charts"), view.backends, recent);
  showCard(view);
  showSeconds();
  if (view.controls.available) need("controls", ({ startControls }) => startControls(view));
}

function hear(news) {
  if (news.kind === "recent") {
    recent.merge(news.body);
    return;
  }
  if (news.kind === "lost") {
    const first = !lost;
    lost ??= news; // since the first
    lost.why = news.why;
    if (first) tell("rrlb:lost", { since: new Date(news.since_ms), why: news.why });
  } else {
    [view, lost] = [news.view, null];
    came = performance.now() - (news.waited_ms ?? 0);
    recent.add(view);
  }
  draw();
  speak(part("changes"), view, lost);
}

function startPause(button) {
  button.addEventListener("click", () => {
    paused = !paused;
    setText(button, paused ? "Resume" : "Pause");
    document.body.classList.toggle("paused", paused);
    draw();
    showSeconds();
  });
}

startTheme(part("theme"));
showView();
window.addEventListener("hashchange", showView);
startPause(part("pause"));
startTable(part("backends"));
startCard(part("card"));
document.addEventListener("visibilitychange", draw);
setInterval(showSeconds, 1000);
startStream(hear);
