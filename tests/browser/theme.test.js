// Light and dark themes: that of the system, or the reader's choice.

import assert from "node:assert/strict";

import { charts } from "./harness/charts.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const TALL = { width: 1280, height: 2000 }; // only charts on screen are drawn

// Waits for one more frame than the page itself.
const recolored = (stage, board, before) =>
  stage.waitUntil(async () => String(await timeAxisColor(board)) !== String(before), "other axes");

async function open(stage, options) {
  const balancer = await stage.fakeBalancer([fakeBackend(1), fakeBackend(2)], { flow: 10 });
  const dashboard = await stage.dashboard(balancer);
  const board = await (await stage.open(dashboard, { viewport: TALL, ...options })).ready(2);
  await stage.waitUntil(async () => (await charts(board.page)).length >= 2, "charts");
  return board;
}

// 0 is black, 255 white.
const lightness = (color) => {
  const [r, g, b] = color.match(/[\d.]+/g).map(Number);
  return (r + g + b) / 3;
};

const background = (board) =>
  board.page.evaluate(() => {
    const own = [document.body, document.documentElement].map((n) => getComputedStyle(n).backgroundColor);
    return own.find((color) => color !== "rgba(0, 0, 0, 0)");
  });

const isDark = async (board) => lightness(await background(board)) < 80;

const timeAxisColor = async (board) => (await charts(board.page))[0].axes[0].color;

scene("a selected theme recolours page and charts immediately, and is kept", async (stage) => {
  const board = await open(stage, { colorScheme: "light" });
  assert.ok(!(await isDark(board)));
  const inLight = await timeAxisColor(board);
  await board.theme.selectOption("dark");
  assert.ok(await isDark(board));
  await recolored(stage, board, inLight);

  await board.page.addInitScript(() => {
    requestAnimationFrame(() => {
      window.themeAtFirstFrame = document.documentElement.dataset.theme;
    });
  });
  await board.page.reload();
  await board.ready(2);
  assert.ok(await isDark(board));
  assert.equal(await board.theme.inputValue(), "dark");
  assert.equal(await board.page.evaluate(() => window.themeAtFirstFrame), "dark");

  await board.theme.selectOption("light");
  assert.ok(!(await isDark(board)));
});

scene("without a choice the page follows the system's theme", async (stage) => {
  const board = await open(stage, { colorScheme: "dark" });
  assert.ok(await isDark(board));
  const inDark = await timeAxisColor(board);
  await board.page.emulateMedia({ colorScheme: "light" });
  assert.ok(!(await isDark(board)));
  await recolored(stage, board, inDark);
});

scene("without motion for readers who prefer that, nothing moves", async (stage) => {
  const board = await open(stage, { reducedMotion: "reduce" });
  const moving = await board.page.evaluate(() => {
    const seconds = (text) => Math.max(...text.split(", ").map(parseFloat));
    return [...document.querySelectorAll("*")]
      .filter((node) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(node);
        return seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01);
      })
      .map((node) => node.outerHTML.slice(0, 100));
  });
  assert.deepEqual(moving, []);
});
