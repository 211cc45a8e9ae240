// The content of the page's charts. Canvases cannot be read, so each uPlot object is recorded when the
// page creates it, and then read for its data, axes and series.

// Runs in the page before any of its scripts.
export function noteCharts() {
  window.notedCharts = [];
  let real;
  Object.defineProperty(window, "uPlot", {
    configurable: true,
    get: () => real,
    set(uPlot) {
      real = new Proxy(uPlot, {
        construct(target, args, self) {
          const chart = Reflect.construct(target, args, self);
          window.notedCharts.push(chart);
          return chart;
        },
      });
    },
  });
}

// Runs in the page: returns the charts that are in it, as plain values.
function describe() {
  const plain = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    plain.fillStyle = "#000";
    plain.fillStyle = color;
    plain.fillRect(0, 0, 1, 1);
    return [...plain.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const colorOf = (chart, stroke, i) => rgb(typeof stroke === "function" ? stroke(chart, i) : stroke);
  return window.notedCharts
    .filter((chart) => chart.root.isConnected)
    .map((chart) => ({
      name: chart.root.closest("[data-name]")?.dataset.name ?? null,
      place: chart.root.closest("[data-chart]")?.dataset.chart ?? null, // in the history
      visible: chart.root.checkVisibility(),
      cursor: chart.cursor.idx ?? null,
      range: [chart.scales.x.min, chart.scales.x.max],
      times: chart.data[0] ? [...chart.data[0]] : [],
      values: chart.data.slice(1).map((column) => [...column]),
      axes: chart.axes.map((axis, i) => ({
        label: axis.label ?? "",
        scale: axis.scale,
        side: axis.side, // 1 is right, 3 left
        color: axis.stroke ? colorOf(chart, axis.stroke, i) : null,
      })),
      series: chart.series.map((series, i) => ({
        label: series.label,
        scale: series.scale,
        spanGaps: series.spanGaps,
        color: series.stroke ? colorOf(chart, series.stroke, i) : null,
      })),
    }));
}

export const charts = (page) => page.evaluate(describe);

export async function chartOf(page, name) {
  return (await charts(page)).find((chart) => chart.name === name);
}

// A chart of the history: "requests" or "other".
export async function pastChart(page, place) {
  return (await charts(page)).find((chart) => chart.place === place);
}
