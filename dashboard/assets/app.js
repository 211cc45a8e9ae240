// Keeps the page as new as the figures. What came last is kept here; the parts of the page draw it,
// unless the reader paused them or does not see them. Title, icon and banner go on even then.

import { showBalancers } from "./balancers.js";
import { showCard, startCard } from "./card.js";
import { showCharts } from "./charts.js";
import { startControls } from "./controls.js";
import { showDonut } from "./donut.js";
import { showAge, showHeader } from "./header.js";
import { startHistory } from "./history.js";
import { Recent } from "./recent.js";
import { speak } from "./speech.js";
import { startStream } from "./stream.js";
import { showBackends, startTable } from "./table.js";
import { setText } from "./text.js";
import { startTheme } from "./theme.js";
import { startViews } from "./views.js";

const part = (id) => document.getElementById(id);
const recent = new Recent();

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

function draw() {
  showHeader(view, lost);
  const old = Boolean(view && (lost || !view.summary.reachable));
  part("live").classList.toggle("old", old);
  part("backends").classList.toggle("stale", old);
  if (paused || document.hidden || !view) return;
  drawn = { view, came };
  part("more").hidden = false;
  showBackends(part("backends"), view.backends);
  showBalancers(balancerParts, view.balancers);
  showDonut(part("donut"), view.backends);
  showCharts(part("charts"), view.backends, recent);
  showCard(view);
  showSeconds();
  tell("rrlb:view", view);
}

function hear(news) {
  if (news.kind === "recent") {
    recent.merge(news.body);
    return;
  }
  if (news.kind === "lost") {
    const first = !lost;
    lost = news;
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
startViews();
startPause(part("pause"));
startTable(part("backends"));
startCard(part("card"));
startHistory(part("history"));
startControls();
document.addEventListener("visibilitychange", draw);
setInterval(showSeconds, 1000);
startStream(hear);
