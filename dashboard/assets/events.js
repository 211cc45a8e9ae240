// The list of events in a range, newest first: changes of status with their reasons, changes by
// operators, outages of the balancer. It can be limited to one backend, whose figures can then be
// downloaded.

import { make, moment, setText } from "./text.js";

const MOST_LISTED = 300;
const MOST_POINTS = 20_000; // in a file

let parts = null;
let backend = ""; // the selected one; "" for all
let last = null; // {events, range}
let listed = ""; // identifies the list shown, so that it is rebuilt only if it changes

function item(event) {
  const row = make("tr", { className: event.level });
  const when = make("td");
  when.append(make("time", { dateTime: event.time, text: moment(event.time) }));
  const texts = [event.backend || event.balancer || "", event.kind, event.message];
  row.append(when, ...texts.map((text) => make("td", { text })));
  return row;
}

function showList() {
  const all = last.events.filter((event) => !backend || event.backend === backend);
  const newest = all.slice(-MOST_LISTED).reverse();
  const key = JSON.stringify([backend, all.length, newest[0]?.time_ms, newest.at(-1)?.time_ms]);
  if (key !== listed) parts.body.replaceChildren(...newest.map(item));
  listed = key;
  const more = all.length > newest.length ? `, the newest ${newest.length} are shown` : "";
  setText(parts.count, all.length === 0 ? "no events in this range" : `${all.length} in this range${more}`);
}

function showFiles() {
  parts.files.hidden = !backend;
  const [from, to] = last.range.map(Math.round);
  for (const [link, kind] of [[parts.json, "json"], [parts.csv, "csv"]]) {
    const file = `${encodeURIComponent(backend)}.${kind}`;
    link.href = `api/stats/${file}?from=${from}&to=${to}&points=${MOST_POINTS}`;
    link.download = `${backend}.${kind}`;
  }
}

function showChoice(names) {
  const wanted = ["", ...names];
  const have = [...parts.select.options].map((option) => option.value);
  if (JSON.stringify(wanted) === JSON.stringify(have)) return;
  const options = wanted.map((name) => make("option", { value: name, text: name || "All backends" }));
  parts.select.replaceChildren(...options);
  if (!wanted.includes(backend)) backend = "";
  parts.select.value = backend;
}

function buildTools() {
  const tools = make("div", { className: "list-tools" });
  const select = make("select", { ariaLabel: "Events of" });
  select.addEventListener("change", () => {
    backend = select.value;
    showList();
    showFiles();
  });
  const files = make("span", { className: "files", hidden: true });
  const [json, csv] = ["JSON", "CSV"].map((text) => make("a", { text }));
  files.append("Download: ", json, " ", csv);
  const count = make("span", { className: "count" });
  tools.append(select, count, files);
  return { tools, select, files, json, csv, count };
}

function buildTable() {
  const scroller = make("div", { className: "scroller", tabIndex: 0, role: "region", ariaLabel: "Events" });
  const table = make("table", { className: "events" });
  const [head, body, titles] = [make("thead"), make("tbody"), make("tr")];
  const words = ["Time", "Backend", "Kind", "Message"];
  titles.append(...words.map((text) => make("th", { text, scope: "col" })));
  head.append(titles);
  table.append(head, body);
  scroller.append(table);
  return { scroller, body };
}

// Returns the function that shows the events: (names of backends, events, range).
export function startEvents(section) {
  const title = make("h2", { className: "second", text: "Events" });
  parts = { ...buildTools(), ...buildTable() };
  section.append(title, parts.tools, parts.scroller);
  return (names, events, range) => {
    last = { events, range };
    showChoice(names);
    showList();
    showFiles();
  };
}
