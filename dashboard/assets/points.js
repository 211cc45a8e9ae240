// The figures of a chart as a table, for readers who cannot see the chart. It is loaded and filled when
// it is opened.

import { clock, make, percent, rate, setText } from "./text.js";

const HEADS = ["Time", "Requests/s", "Health"];

function build(details) {
  const head = make("tr");
  for (const text of HEADS) head.append(make("th", { scope: "col", text }));
  const [thead, body] = [make("thead"), make("tbody")];
  thead.append(head);
  const table = make("table");
  table.append(thead, body);
  const scroller = make("div", { className: "scroller", tabIndex: 0, role: "region" });
  scroller.ariaLabel = `Figures of ${details.closest("figure").dataset.name}`;
  scroller.append(table);
  details.append(scroller);
  return body;
}

function rowAt(body, place) {
  if (body.rows[place]) return body.rows[place];
  const row = body.insertRow();
  for (let i = 0; i < HEADS.length; ++i) row.insertCell();
  return row;
}

// Newest first.
export function showPoints(details, name, recent) {
  const body = details.querySelector("tbody") ?? build(details);
  const [requests, health] = ["requests_per_second", "health_percent"].map((column) =>
    recent.column(name, column).reverse(),
  );
  [...recent.times].reverse().forEach((time, i) => {
    const texts = [clock(new Date(time)), rate(requests[i]), percent(health[i])];
    [...rowAt(body, i).cells].forEach((cell, column) => setText(cell, texts[column]));
  });
  while (body.rows.length > recent.times.length) body.lastElementChild.remove();
}
