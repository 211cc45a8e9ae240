// Updates the page. Keeps the newest statistics, which the parts of the page draw unless the reader
// paused them or the page is hidden. Title, icon and banner are always updated.

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
const THEME = "rrlb.theme"; // the key in localStorage

let view = null; // the newest statistics
let came = 0; // their arrival, as performance.now()
let lost = null; // since when, and why, the dashboard cannot be reached
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

// Parts that not every reader needs are loaded on demand: the style sheet, then the module.
const extras = new Set();

function need(name, start) {
  if (extras.has(name)) return;
  const style = make("link", { rel: "stylesheet", href: `${name}.css` });
  if (!document.querySelector(`link[href="${name}.css"]`)) document.head.append(style);
  extras.add(name);
  load(`${name}.js`).then(start, () => extras.delete(name));
}

// The hash of the address selects the view; the text after a "?" belongs to the view itself. "#main"
// is the skip link.
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

// The theme is light, dark, or that of the system. The style sheet applies it; canvases have to be
// drawn again.
function recolor() {
  forgetTheme();
  tell("rrlb:theme");
}

function keepTheme(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, theme);
  } catch {
    // without storage the choice lasts as long as the page
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
  // The theme was changed in another tab.
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
    lost ??= news; // keeps the first time
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
