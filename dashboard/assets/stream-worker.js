// One stream of figures for all tabs of this browser, which would otherwise soon have no connection
// left to this daemon: a browser opens six. A tab says "hello" and, before it goes, "bye"; while no
// tab listens there is no stream.

import { Feed } from "./feed.js";
import { Recent } from "./recent.js";

const tabs = new Set();
const recent = new Recent();
let newest = null; // {kind: "stats"}
let came = 0; // at performance.now()
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

// A new tab is told what the others know; how long ago that came is told, too.
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
  newest = null; // it will be too old when the next tab comes
  lost = null;
}

self.addEventListener("connect", ({ ports: [tab] }) => {
  tab.addEventListener("message", ({ data }) => (data === "bye" ? leave(tab) : greet(tab)));
  tab.addEventListener("close", () => leave(tab)); // where browsers tell of it
  tab.start();
});
