// The page as the reader sees it: rows, banner, headline. Only this file depends on the page's markup.

import { waitUntil } from "./waiting.js";

export class Board {
  constructor(page) {
    this.page = page;
    this.banner = page.locator("#banner");
    this.headline = page.locator("#headline");
    this.table = page.locator("#backends");
    this.rows = page.locator("#backends tbody tr[data-name]");
    this.announced = page.locator("#changes");
    this.card = page.locator("#card");
    this.past = page.locator("#history");
    this.session = page.locator("#session");
    this.toasts = page.locator("#toasts");
    this.pause = page.locator("#pause");
    this.theme = page.locator("#theme");
    this.charts = page.locator("#charts");
    this.donut = page.locator("#donut");
    this.slices = page.locator("#donut svg [data-name]");
    this.legend = page.locator("#donut li[data-name]");
    this.tip = page.locator("#donut [role=tooltip]");
  }

  row(name) {
    return this.page.locator(`#backends tbody tr[data-name=${JSON.stringify(name)}]`);
  }

  cell(name, cell) {
    return this.row(name).locator(`[data-cell=${cell}]`);
  }

  // The button that opens the card of a backend.
  nameButton(name) {
    return this.cell(name, "name").locator("button");
  }

  // The number of requests in a row.
  async requests(name) {
    return Number((await this.cell(name, "requests").innerText()).replace(/\D/g, ""));
  }

  names() {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.dataset.name));
  }

  async status(name) {
    return (await this.cell(name, "status").locator(".status").first().innerText()).trim();
  }

  icon() {
    return this.page.locator("link[rel~=icon]").first().getAttribute("href");
  }

  // Call this first after opening: waits until the page's script shows figures. (Before that, the page
  // shows those that it was loaded with.)
  async ready(count) {
    const equipped = this.rows.locator("[data-cell=name] button");
    await waitUntil(
      async () =>
        (await this.rows.count()) === count &&
        (await equipped.count()) === count &&
        (await this.stale()) === false,
      async () => `${count} rows of figures; there are ${await this.rows.count()}`,
    );
    return this;
  }

  async stale() {
    return /\bstale\b/.test((await this.table.getAttribute("class")) ?? "");
  }

  // `title`: a text or a pattern.
  waitTitle(title, patienceMs) {
    const fits = (text) => (title instanceof RegExp ? title.test(text) : text === title);
    return waitUntil(
      async () => fits(await this.page.title()),
      async () => `the title "${title}"; it is "${await this.page.title()}"`,
      patienceMs,
    );
  }

  waitStatus(name, status, patienceMs) {
    return waitUntil(
      async () => (await this.status(name)) === status,
      async () => `${name} is ${status}; it is ${await this.status(name)}`,
      patienceMs,
    );
  }

  // Waits until the page shows this text in that place.
  waitText(locator, pattern, patienceMs) {
    return waitUntil(
      async () => pattern.test((await locator.first().textContent()) ?? ""),
      async () => `${pattern} in "${await locator.first().textContent()}"`,
      patienceMs,
    );
  }

  // Ignores text that is not displayed.
  async bannerText() {
    return (await this.banner.isVisible()) ? this.banner.innerText() : "";
  }

  waitBanner(pattern, patienceMs) {
    return waitUntil(
      async () => pattern.test(await this.bannerText()),
      async () => `${pattern} as the banner; it is "${await this.bannerText()}"`,
      patienceMs,
    );
  }
}
