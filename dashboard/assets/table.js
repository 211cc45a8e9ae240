// The table of backends. Rows are updated in place. The table is not sorted again while the reader
// points at it, selects text in it, or has the focus in it.

import { color, showSwatch } from "./palette.js";
import {
  count, decimal, localTimes, make, moment, percent, percents, plain, rate, setText, UNKNOWN,
} from "./text.js";

const COLUMNS = [
  ["status", "Status"],
  ["url", "URL"],
  ["requests", "Requests"],
  ["share", "Share"],
  ["rate", "Requests/s"],
  ["latency", "Latency ms"],
  ["weight", "Weight"],
  ["probe", "Last check"],
  ["since", "Since"],
  ["actions", ""],
];

// The reason for the status or, if there is none, the result of the last probe.
const checked = ({ reason, last_probe: probe }) =>
  localTimes(reason || probe?.detail || UNKNOWN);

function weight({ weight: full, effective_weight: now }) {
  if (now === null || now === undefined || now === full) return plain(full);
  return `${plain(now)} of ${plain(full)}`;
}

const texts = (backend, share) => ({
  url: backend.url,
  requests: count(backend.requests),
  share: percent(backend.share === null ? null : share),
  rate: rate(backend.requests_per_second),
  latency: decimal(backend.latency_ms),
  weight: weight(backend),
  probe: checked(backend),
  since: moment(backend.since),
});

function newRow(name) {
  const row = make("tr", { data: { name } });
  row.append(make("th", { scope: "row", data: { cell: "name" } }));
  for (const [cell, label] of COLUMNS) {
    const column = make("td", { data: { cell, label } });
    if (cell === "status") column.append(make("span"));
    row.append(column);
  }
  return row;
}

// Adds what needs the script: the button that opens the detail card, and a node for the controls.
function equip(row) {
  const { name } = row.dataset;
  const cells = {};
  for (const cell of row.cells) cells[cell.dataset.cell] = cell;
  const button = make("button", { className: "name", type: "button", text: name });
  cells.name.replaceChildren(button);
  cells.actions.dataset.name = name;
  row.parts = { cells, badge: cells.status.querySelector("span") };
}

function showRow(row, backend, share) {
  if (!row.parts) equip(row);
  const { cells, badge } = row.parts;
  row.classList.toggle("stale", backend.stale);
  showSwatch(cells.name, backend);
  showBadge(badge, backend.status);
  for (const [cell, text] of Object.entries(texts(backend, share))) setText(cells[cell], text);
  showBar(cells.share, backend);
  cells.weight.title = backend.weight_why;
}

export function showBadge(badge, status) {
  setText(badge, status);
  const name = `status ${status.toLowerCase()}`;
  if (badge.className !== name) badge.className = name;
}

function showBar(cell, { share, color_slot: slot }) {
  cell.style.setProperty("--share", share ?? 0);
  cell.style.setProperty("--own", color(slot));
}

function inUse(body) {
  const selection = getSelection();
  const selected = !selection.isCollapsed && selection.containsNode(body, true);
  return selected || body.matches(":hover") || body.contains(document.activeElement);
}

function rowsOf(body, backends) {
  const names = new Set(backends.map((backend) => backend.name));
  const rows = new Map();
  for (const row of [...body.rows]) {
    const { name } = row.dataset;
    if (names.has(name) && !rows.has(name)) rows.set(name, row);
    else row.remove();
  }
  return rows;
}

// The rows are in the order of the configuration. A click on a column's head sorts by the column, a
// second click reverses the order, and a third one restores that of the configuration.
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

let order = null; // {column, way}, or null for the order of the configuration

function compare(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return 1; // unknown values come last in both directions
  if (other === null || other === undefined) return -1;
  if (typeof one !== "string") return (one - other) * order.way;
  return one.localeCompare(other, undefined, { numeric: true }) * order.way;
}

function sorted(backends) {
  if (!order) return backends;
  const [key] = KEYS[order.column];
  return [...backends].sort((one, other) => compare(key(one), key(other)));
}

function next(column) {
  const [, first] = KEYS[column];
  if (order?.column !== column) return { column, way: first };
  return order.way === first ? { column, way: -first } : null;
}

function mark(table) {
  for (const head of table.querySelectorAll("th[data-column]")) {
    const is = order?.column === head.dataset.column;
    if (is) head.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

// Adds a button to each head; calls `changed` after a click.
function startSorting(table, changed) {
  for (const head of table.querySelectorAll("th[data-column]")) {
    const { column } = head.dataset;
    if (!KEYS[column]) continue;
    const button = make("button", { type: "button", className: "sort", text: head.textContent });
    button.addEventListener("click", () => {
      order = next(column);
      mark(table);
      changed();
    });
    head.replaceChildren(button);
  }
}

let newest = []; // in the configuration's order

function arrange(body) {
  const rows = new Map([...body.rows].map((row) => [row.dataset.name, row]));
  sorted(newest).forEach((backend, place) => {
    const row = rows.get(backend.name);
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] ?? null);
  });
}

// Checks inUse() last, because it is slow.
function tidy(body) {
  const names = sorted(newest).map((backend) => backend.name);
  const isTidy = [...body.rows].every((row, place) => row.dataset.name === names[place]);
  if (!isTidy && !inUse(body)) arrange(body);
}

export function startTable(table) {
  startSorting(table, () => arrange(table.tBodies[0]));
}

// Shows exactly these backends, in the selected order.
export function showBackends(table, backends) {
  newest = backends;
  const body = table.tBodies[0];
  const known = rowsOf(body, backends);
  const shares = percents(backends.map((backend) => backend.requests ?? 0));
  backends.forEach((backend, place) => {
    const row = known.get(backend.name) ?? newRow(backend.name);
    if (!row.isConnected) body.append(row);
    showRow(row, backend, shares[place]);
  });
  tidy(body);
}
