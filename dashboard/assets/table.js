// The table of backends. Rows are changed in place; one that is new or gone moves no other, and no
// row moves while someone is at work in the table.

import { color, showSwatch } from "./palette.js";
import { percents } from "./shares.js";
import { sorted, startSorting } from "./sorting.js";
import { count, decimal, make, moment, percent, plain, rate, setText, UNKNOWN } from "./text.js";

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

// Why it is in this status, and what the last probe found, unless that says it already.
function checked({ reason, last_probe: probe }) {
  const detail = probe?.detail ?? "";
  if (!reason || reason === detail) return detail || UNKNOWN;
  return detail ? `${reason}; ${detail}` : reason;
}

function weight({ weight: full, effective_weight: now }) {
  if (now === null || now === undefined || now === full) return plain(full);
  return `${plain(full)} (now ${plain(now)})`;
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

// What only the script can give: a name that opens the detail card, a place for the controls.
function equip(row) {
  const { name } = row.dataset;
  const cells = {};
  for (const cell of row.cells) cells[cell.dataset.cell] = cell;
  const button = make("button", { className: "name", type: "button", text: name, data: { name } });
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

let newest = []; // in the configuration's order

function arrange(body) {
  const rows = new Map([...body.rows].map((row) => [row.dataset.name, row]));
  sorted(newest).forEach((backend, place) => {
    const row = rows.get(backend.name);
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] ?? null);
  });
}

export function startTable(table) {
  startSorting(table, () => arrange(table.tBodies[0]));
}

// Shows exactly these backends, in the order that is wished.
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
  if (!inUse(body)) arrange(body);
}
