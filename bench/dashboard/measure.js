// Runs the measures named on the command line, or all of them, and prints the results as a table in
// Markdown. Exits with 1 if a target was missed.

import { launch } from "../../tests/browser/harness/browser.js";
import { Stage } from "../../tests/browser/harness/stage.js";

const MEASURES = ["load", "ticks", "past", "heap", "daemon", "lighthouse"];

async function measured(name) {
  const browser = await launch();
  const stage = new Stage(async () => browser);
  try {
    const { measure } = await import(`./${name}.js`);
    return await measure(stage);
  } finally {
    await stage.clear();
    await browser.close();
  }
}

// A result is {what, unit, target (at most), reached, digits}. Without a target it has no verdict.
function row({ what, unit, target, reached, digits = 0 }) {
  const number = (value) => value.toLocaleString("en", { maximumFractionDigits: digits });
  const judged = target === undefined ? "" : reached <= target ? "met" : "missed";
  return `| ${what}, ${unit} | ${target === undefined ? "" : number(target)} | ${number(reached)} | ${judged} |`;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !MEASURES.includes(name));
if (unknown) {
  console.error(`bench/dashboard/run: unknown measure "${unknown}", expected ${MEASURES.join(", ")}`);
  process.exit(2);
}

let missed = false;
console.log("| what | at most | reached | |\n| --- | ---: | ---: | --- |");
for (const name of wanted.length > 0 ? wanted : MEASURES) {
  for (const result of await measured(name)) {
    console.log(row(result));
    missed ||= result.target !== undefined && result.reached > result.target;
  }
}
process.exitCode = missed ? 1 : 0;
