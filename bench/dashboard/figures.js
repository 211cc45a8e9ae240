// What a browser reports about its own work, and medians.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

// Chromium's own counters of a page: TaskDuration (seconds), JSHeapUsedSize, Nodes and more.
export async function counters(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" }); // CPU time without waiting
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
}

// Makes the page record its tasks of more than 50 ms from now on.
export const countLongTasks = (page) =>
  page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
    }).observe({ type: "longtask" });
  });

export const longTasks = (page) => page.evaluate(() => window.longTasks);
