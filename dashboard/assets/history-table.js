// The figures of the history's charts as a table, for readers who cannot see the charts. It is filled
// while it is open.

import { COLUMNS, extremes } from "./history-columns.js";
import { make } from "./text.js";

function headOf(columns) {
  const head = make("tr");
  const titles = columns.flatMap((column) =>
    ["least", "mean", "most"].map((which) => `${COLUMNS[column].label} ${which}`),
  );
  head.append(...["Backend", ...titles].map((text) => make("th", { text, scope: "col" })));
  return head;
}

function rowOf(name, backend, columns) {
  const row = make("tr");
  row.append(make("th", { text: name, scope: "row" }));
  for (const column of columns) {
    const values = extremes(backend[column]);
    row.append(...values.map((value) => make("td", { text: COLUMNS[column].write(value) })));
  }
  return row;
}

export function startFigures(place) {
  const details = make("details", { className: "past-figures" });
  const scroller = make("div", { className: "scroller", tabIndex: 0, role: "region" });
  scroller.ariaLabel = "Figures of the range";
  const table = make("table");
  const [head, body] = [make("thead"), make("tbody")];
  table.append(head, body);
  scroller.append(table);
  details.append(make("summary", { text: "Figures of the range" }), scroller);
  place.append(details);
  let last = null; // {answer, columns}
  const fill = () => {
    if (!details.open || !last) return;
    const { answer, columns } = last;
    head.replaceChildren(headOf(columns));
    const all = Object.entries(answer.backends);
    body.replaceChildren(...all.map(([name, backend]) => rowOf(name, backend, columns)));
  };
  details.addEventListener("toggle", fill);
  return (answer, columns) => {
    last = { answer, columns };
    fill();
  };
}
