// What happened: a lane of states for each backend over the range, and the list of events, newest
// first: who went down and why, who drained what, when the balancer was out of reach. The list can
// be of one backend, whose file can be downloaded.

import { make, moment, setText } from "./text.js";

const MOST_LISTED = 300;

let parts = null;
let backend = ""; // of the list; "" is all
let last = null; // {series, events, range}

// [{from, to, status}] of one backend, from its changes of state.
function spans(name, { events, before }, [from, to]) {
  const changes = events.filter((event) => event.kind === "state" && event.backend === name);
  const known = before.find((event) => event.backend === name);
  const marks = [
    ...(known ? [{ time: from, status: known.status }] : []),
    ...changes.map((event) => ({ time: event.time_ms, status: event.status })),
  ];
  return marks
    .map(({ time, status }, i) => ({ from: time, to: marks[i + 1]?.time ?? Math.min(to, Date.now()), status }))
    .filter((span) => span.to > span.from);
}

const share = (time, [from, to]) => `${(100 * (time - from)) / (to - from)}%`;

function describe(all) {
  if (all.length === 0) return "nothing known";
  return all.map(({ from, status }) => `${status} since ${moment(from)}`).join(", ");
}

function lane(name, all, range) {
  const row = make("div", { className: "lane" });
  const strip = make("div", { className: "strip", role: "img", ariaLabel: `${name}: ${describe(all)}` });
  for (const { from, to, status } of all) {
    const span = make("span", { className: `span ${status.toLowerCase()}`, title: `${status}, ${moment(from)} to ${moment(to)}` });
    span.style.left = share(from, range);
    span.style.width = share(range[0] + to - from, range);
    span.append(make("span", { className: "word", text: status }));
    strip.append(span);
  }
  row.append(make("span", { className: "lane-name", text: name }), strip);
  return row;
}

function item(event) {
  const row = make("tr", { className: event.level });
  const when = make("td");
  when.append(make("time", { dateTime: event.time, text: moment(event.time) }));
  const whose = event.backend || event.balancer || "";
  row.append(when, make("td", { text: whose }), make("td", { text: event.kind }), make("td", { text: event.message }));
  return row;
}

function showList() {
  const all = last.events.events.filter((event) => !backend || event.backend === backend);
  const listed = all.slice(-MOST_LISTED).reverse();
  parts.body.replaceChildren(...listed.map(item));
  const more = all.length > listed.length ? `, the newest ${listed.length} are shown` : "";
  setText(parts.count, all.length === 0 ? "nothing happened in this range" : `${all.length} in this range${more}`);
  parts.files.hidden = !backend;
  const span = `?from=${Math.round(last.range[0])}&to=${Math.round(last.range[1])}&points=20000`;
  for (const [link, kind] of [[parts.json, "json"], [parts.csv, "csv"]]) {
    link.href = `api/stats/${encodeURIComponent(backend)}.${kind}${span}`;
    link.download = `${backend}.${kind}`;
  }
}

function showChoice(names) {
  const wanted = ["", ...names];
  const have = [...parts.select.options].map((option) => option.value);
  if (JSON.stringify(wanted) === JSON.stringify(have)) return;
  parts.select.replaceChildren(...wanted.map((name) => make("option", { value: name, text: name || "All backends" })));
  if (!wanted.includes(backend)) backend = "";
  parts.select.value = backend;
}

function build(section) {
  const lanes = make("div", { className: "lanes" });
  const tools = make("div", { className: "list-tools" });
  const select = make("select", { ariaLabel: "Events of" });
  select.addEventListener("change", () => {
    backend = select.value;
    showList();
  });
  const files = make("span", { className: "files", hidden: true });
  const json = make("a", { text: "JSON" });
  const csv = make("a", { text: "CSV" });
  files.append("its figures: ", json, " ", csv);
  const count = make("span", { className: "count" });
  tools.append(select, count, files);
  const scroller = make("div", { className: "scroller", tabIndex: 0, role: "region", ariaLabel: "Events" });
  const table = make("table", { className: "events" });
  const head = make("thead");
  const titles = make("tr");
  titles.append(...["Time", "Backend", "Kind", "What"].map((text) => make("th", { text, scope: "col" })));
  head.append(titles);
  const body = make("tbody");
  table.append(head, body);
  scroller.append(table);
  section.append(make("h2", { text: "States" }), lanes, make("h2", { className: "second", text: "Events" }), tools, scroller);
  return { lanes, select, count, files, json, csv, body };
}

export function startTimeline(section) {
  parts = build(section);
  return {
    show(series, events, range) {
      last = { series, events, range };
      const told = [...events.events, ...events.before].map((event) => event.backend);
      const names = [...new Set([...Object.keys(series.backends), ...told.filter(Boolean)])];
      parts.lanes.replaceChildren(...names.map((name) => lane(name, spans(name, events, range), range)));
      showChoice(names);
      showList();
    },
  };
}
