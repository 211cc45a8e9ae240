// The order of the table's rows: the configuration's, until the reader asks for another by a column's
// head; once more for the other way round, and a third time for the configuration's again.

import { make } from "./text.js";

const RANKS = ["DOWN", "EJECTED", "UNKNOWN", "DRAIN", "MAINT", "UP"];
const NUMBERS_FROM_THE_TOP = -1;

const KEYS = {
  name: [(backend) => backend.name, 1],
  status: [(backend) => RANKS.indexOf(backend.status), 1],
  url: [(backend) => backend.url, 1],
  requests: [(backend) => backend.requests, NUMBERS_FROM_THE_TOP],
  share: [(backend) => backend.share, NUMBERS_FROM_THE_TOP],
  rate: [(backend) => backend.requests_per_second, NUMBERS_FROM_THE_TOP],
  latency: [(backend) => backend.latency_ms, NUMBERS_FROM_THE_TOP],
  weight: [(backend) => backend.weight, NUMBERS_FROM_THE_TOP],
  since: [(backend) => backend.since, NUMBERS_FROM_THE_TOP],
};

let wish = null; // {column, way}

function compare(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return 1; // what is not known comes last, either way
  if (other === null || other === undefined) return -1;
  if (typeof one !== "string") return (one - other) * wish.way;
  return one.localeCompare(other, undefined, { numeric: true }) * wish.way;
}

export function sorted(backends) {
  if (!wish) return backends;
  const [key] = KEYS[wish.column];
  return [...backends].sort((one, other) => compare(key(one), key(other)));
}

function next(column) {
  const [, first] = KEYS[column];
  if (wish?.column !== column) return { column, way: first };
  return wish.way === first ? { column, way: -first } : null;
}

function mark(table) {
  for (const head of table.querySelectorAll("th[data-column]")) {
    const is = wish?.column === head.dataset.column;
    if (is) head.setAttribute("aria-sort", wish.way > 0 ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

// Makes buttons of the heads; `changed` is called when another order is wished.
export function startSorting(table, changed) {
  for (const head of table.querySelectorAll("th[data-column]")) {
    const { column } = head.dataset;
    if (!KEYS[column]) continue;
    const button = make("button", { type: "button", className: "sort", text: head.textContent });
    button.addEventListener("click", () => {
      wish = next(column);
      mark(table);
      changed();
    });
    head.replaceChildren(button);
  }
}
