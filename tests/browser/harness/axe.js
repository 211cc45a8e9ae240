// The violations that axe-core reports for a page, one line each with its place.

import { readFileSync } from "node:fs";

import { packages } from "./places.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SOURCE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");

export async function axeObjections(page) {
  await page.evaluate(SOURCE);
  const { violations, passes } = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values } }),
    TAGS,
  );
  if (passes.length === 0) throw new Error("axe looked at nothing");
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  );
}
