// One stream of statistics for all tabs of this browser, because a browser opens only six connections
// to a host. A tab sends "hello" and, before it closes, "bye"; without tabs there is no stream.

import { Feed } from "./feed.js";
import { Recent } from "./recent.js";

const tabs = new Set();
const recent = new Recent();
let newest = null; // {kind: "stats"}
let came = 0; // its arrival, as performance.now()
let lost = null;

const feed = new Feed((news) => {
  if (news.kind === "lost") {
    lost = news;
  } else if (news.kind === "stats") {
    [newest, came, lost] = [news, performance.now(), null];
    recent.add(news.view);
  } else {
    recent.merge(news.body);
    news = { kind: "recent", body: recent.body() };
  }
  for (const tab of tabs) tab.postMessage(news);
});

// Sends a new tab what the other tabs know, and its age.
function greet(tab) {
  tabs.add(tab);
  feed.start();
  tab.postMessage({ kind: "recent", body: recent.body() });
  if (newest) tab.postMessage({ ...newest, waited_ms: performance.now() - came });
  if (lost) tab.postMessage(lost);
}

function leave(tab) {
  tabs.delete(tab);
  if (tabs.size > 0) return;
  feed.stop();
  newest = null; // too old for the next tab
  lost = null;
}

self.addEventListener("connect", ({ ports: [tab] }) => {
  tab.addEventListener("message", ({ data }) => (data === "bye" ? leave(tab) : greet(tab)));
  tab.addEventListener("close", () => leave(tab)); // not all browsers send this event
  tab.start();
});
