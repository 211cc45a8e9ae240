// The balancers: a line of text if there is one; if there are several, a card for each and one for
// their sums.

import { count, decimal, make, moment, rate, setText, uptime, UNKNOWN } from "./text.js";

const PANIC = "panic: too few healthy backends, so all are used";

const known = (all) => all.filter((value) => value !== null && value !== undefined);

function sum(balancers, key) {
  const values = known(balancers.map((balancer) => balancer[key]));
  return values.length ? values.reduce((total, value) => total + value, 0) : null;
}

const words = (text) => text.replaceAll("_", " ");

function line(balancer) {
  const parts = [`balancer ${balancer.url}`];
  if (balancer.mode) parts.push(`${words(balancer.algorithm)}, ${words(balancer.mode)}`);
  if (balancer.requests !== null) parts.push(`${count(balancer.requests)} requests`);
  if (balancer.uptime_seconds !== null) parts.push(`up ${uptime(balancer.uptime_seconds)}`);
  if (balancer.cpu_percent !== null) parts.push(`CPU ${decimal(balancer.cpu_percent)} %`);
  if (balancer.ram_mb !== null) parts.push(`RAM ${decimal(balancer.ram_mb)} MB`);
  if (balancer.version) parts.push(`version ${balancer.version}`);
  if (balancer.panic) parts.push(PANIC);
  return parts.join(" · ");
}

function summed(balancers) {
  const reachable = balancers.filter((balancer) => balancer.reachable).length;
  return {
    title: "All",
    state: `${reachable} of ${balancers.length} reachable`,
    well: reachable === balancers.length,
    requests: count(sum(balancers, "requests")),
    "requests/s": rate(sum(balancers, "requests_per_second")),
    "in flight": count(sum(balancers, "in_flight")),
    "CPU %": decimal(sum(balancers, "cpu_percent")),
    "RAM MB": decimal(sum(balancers, "ram_mb")),
    uptime: UNKNOWN,
  };
}

function state({ reachable, trouble, trouble_since: since, panic }) {
  if (panic && reachable) return PANIC;
  if (reachable) return "reachable";
  return trouble ? `not reachable since ${moment(since)}: ${trouble}` : "not polled yet";
}

const single = (balancer) => ({
  title: balancer.url,
  state: state(balancer),
  well: balancer.reachable,
  requests: count(balancer.requests),
  "requests/s": rate(balancer.requests_per_second),
  "in flight": count(balancer.in_flight),
  "CPU %": decimal(balancer.cpu_percent),
  "RAM MB": decimal(balancer.ram_mb),
  uptime: uptime(balancer.uptime_seconds),
});

function newCard(figures) {
  const card = make("article", { className: "balancer-card" });
  const [title, text, list] = [make("h3"), make("p", { className: "status" }), make("dl")];
  const values = {};
  for (const key of Object.keys(figures).slice(3)) {
    const pair = make("div");
    values[key] = make("dd");
    pair.append(make("dt", { text: key }), values[key]);
    list.append(pair);
  }
  card.append(title, text, list);
  return Object.assign(card, { parts: { title, text, values } });
}

function showCard(card, figures) {
  const { title, text, values } = card.parts;
  setText(title, figures.title);
  setText(text, figures.state);
  text.className = `status ${figures.well ? "up" : "down"}`;
  card.classList.toggle("stale", !figures.well);
  for (const [key, value] of Object.entries(values)) setText(value, figures[key]);
}

// `text`: the node of the line; `cards`: the node of the cards, in `section`, which is hidden if there
// is one balancer.
export function showBalancers({ text, section, cards }, balancers) {
  const several = balancers.length > 1;
  section.hidden = !several;
  setText(text, several ? `${balancers.length} balancers` : balancers.map(line).join());
  const wanted = several ? [summed(balancers), ...balancers.map(single)] : [];
  wanted.forEach((figures, place) => {
    if (!cards.children[place]) cards.append(newCard(figures));
    showCard(cards.children[place], figures);
  });
  while (cards.children.length > wanted.length) cards.lastElementChild.remove();
}
