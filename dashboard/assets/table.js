// The table of backends. Rows are changed in place; one that is new or gone moves no other.

import { decimal, moment, setText, UNKNOWN } from "./text.js";

const COLUMNS = [
  ["status", "Status"],
  ["url", "URL"],
  ["requests", "Requests"],
  ["cpu", "CPU %"],
  ["ram", "RAM MB"],
  ["latency", "Latency ms"],
  ["uptime", "Uptime"],
  ["probe", "Last probe"],
  ["since", "Status since"],
];

function texts(backend) {
  return {
    name: backend.name,
    url: backend.url,
    requests: String(backend.requests),
    cpu: decimal(backend.cpu_percent),
    ram: decimal(backend.ram_mb),
    latency: decimal(backend.latency_ms),
    uptime: backend.uptime ?? UNKNOWN,
    probe: backend.last_probe?.detail ?? UNKNOWN,
    since: moment(backend.since),
  };
}

function newRow(name) {
  const row = document.createElement("tr");
  row.dataset.name = name;
  const head = document.createElement("th");
  head.scope = "row";
  head.dataset.cell = "name";
  row.append(head);
  for (const [cell, label] of COLUMNS) {
    const column = document.createElement("td");
    column.dataset.cell = cell;
    column.dataset.label = label;
    if (cell === "status") column.append(document.createElement("span"));
    row.append(column);
  }
  return row;
}

function showRow(row, backend) {
  const badge = row.querySelector("[data-cell=status] span");
  setText(badge, backend.status);
  badge.className = `status ${backend.status.toLowerCase()}`;
  for (const [cell, text] of Object.entries(texts(backend))) {
    setText(row.querySelector(`[data-cell=${cell}]`), text);
  }
}

// Shows exactly these backends, in this order.
export function showBackends(table, backends) {
  const body = table.tBodies[0];
  const names = new Set(backends.map((backend) => backend.name));
  const rows = new Map();
  for (const row of [...body.rows]) {
    const name = row.dataset.name;
    if (names.has(name) && !rows.has(name)) rows.set(name, row);
    else row.remove();
  }
  backends.forEach((backend, place) => {
    const row = rows.get(backend.name) ?? newRow(backend.name);
    rows.delete(backend.name);
    showRow(row, backend);
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] ?? null);
  });
}
