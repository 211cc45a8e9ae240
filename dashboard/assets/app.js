// Keeps the page as new as the figures: asks for /api/stats at the daemon's interval, and changes
// only what changed, so that a selection or the focus survives. Nothing stale is shown as live: figures
// age in view, and a balancer, or a dashboard, that cannot be reached is said to be so.

const UNKNOWN = "—";
const interval = Number(document.body.dataset.interval) || 2000;
const part = (id) => document.getElementById(id);
const table = part("backends");

let dashboardLostAt = null;
let loadedAt = null; // when the newest answer came, by performance.now()
let ageThen = null; // how old its figures were then, in seconds
let words = new Map(); // the status of each backend, as last shown

const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};
const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false });
const moment = (time) => {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock(time) : date.toLocaleString([], { hour12: false });
};
const fixed = (value) => (value === null ? UNKNOWN : value.toFixed(1));

function texts(backend) {
  return {
    name: backend.name,
    url: backend.url,
    requests: String(backend.requests),
    cpu: fixed(backend.cpu_percent),
    ram: fixed(backend.ram_mb),
    latency: fixed(backend.latency_ms),
    uptime: backend.uptime ?? UNKNOWN,
    probe: backend.last_probe?.detail ?? UNKNOWN,
    since: moment(backend.since),
  };
}

const COLUMNS = [
  ["status", "Status"], ["url", "URL"], ["requests", "Requests"], ["cpu", "CPU %"], ["ram", "RAM MB"],
  ["latency", "Latency ms"], ["uptime", "Uptime"], ["probe", "Last probe"], ["since", "Since"],
];

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

function showRows(backends) {
  const body = table.tBodies[0];
  const rows = new Map([...body.rows].map((row) => [row.dataset.name, row]));
  backends.forEach((backend, place) => {
    const row = rows.get(backend.name) ?? newRow(backend.name);
    rows.delete(backend.name);
    showRow(row, backend);
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] ?? null);
  });
  for (const gone of rows.values()) gone.remove();
}

// Speaks to a screen reader only when a status changed.
function announce(backends) {
  const changes = backends
    .filter((backend) => words.has(backend.name) && words.get(backend.name) !== backend.status)
    .map((backend) => `${backend.name} is ${backend.status}`);
  if (changes.length) setText(part("changes"), changes.join(", "));
  words = new Map(backends.map((backend) => [backend.name, backend.status]));
}

function banner(text) {
  part("banner").hidden = !text;
  setText(part("banner"), text);
  table.classList.toggle("stale", Boolean(text));
}

function showAge() {
  if (ageThen === null) return setText(part("figures-age"), "");
  const age = ageThen + (performance.now() - loadedAt) / 1000;
  setText(part("figures-age"), `figures ${age.toFixed(0)} s old`);
}

function show(answer) {
  loadedAt = performance.now();
  ageThen = answer.age_seconds;
  setText(part("balancer"), answer.balancer);
  const backends = answer.stats?.backends ?? [];
  const up = backends.filter((backend) => backend.status === "UP").length;
  const title = answer.trouble ? "balancer not reachable" : `${up}/${backends.length} up`;
  document.title = answer.stats || answer.trouble ? `rrlb – ${title}` : "rrlb";
  if (answer.stats) {
    showRows(backends);
    announce(backends);
  }
  if (answer.trouble) {
    banner(`balancer not reachable since ${moment(answer.trouble_since)}: ${answer.trouble}`);
    setText(part("headline"), answer.stats ? "the figures below are old" : "no figures yet");
  } else {
    banner("");
    setText(part("headline"), !answer.stats ? "waiting for the balancer's first answer"
      : backends.length ? `${up}/${backends.length} up, ${answer.stats.balancer.requests} requests`
      : "no backends are configured");
  }
}

async function refresh() {
  try {
    const response = await fetch("api/stats", { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    show(await response.json());
    dashboardLostAt = null;
  } catch (reason) {
    dashboardLostAt ??= Date.now();
    document.title = "rrlb – dashboard not reachable";
    banner(`dashboard not reachable since ${clock(dashboardLostAt)}: ${reason.message}`);
    setText(part("headline"), "the figures below are old");
  }
  showAge();
  setTimeout(refresh, interval);
}

setInterval(showAge, 1000);
refresh();
