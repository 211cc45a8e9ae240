// Tells a screen reader of changes of state, and of nothing else.

import { setText } from "./text.js";

let known = new Map(); // the state of each backend, and of the daemons, as it was told

function states(view, lost) {
  const words = new Map();
  for (const { name, status } of view?.backends ?? []) words.set(name, status);
  for (const { url, reachable, trouble } of view?.balancers ?? []) {
    const name = view.balancers.length > 1 ? `the balancer ${url}` : "the balancer";
    if (reachable || trouble) words.set(name, reachable ? "reachable" : "not reachable");
  }
  words.set("the dashboard", lost ? "not reachable" : "reachable");
  return words;
}

export function speak(node, view, lost) {
  const now = states(view, lost);
  const changes = [...now].filter(([name, word]) => known.has(name) && known.get(name) !== word);
  if (changes.length) {
    setText(node, changes.map(([name, word]) => `${name} is ${word}`).join(", "));
  }
  known = now;
}
