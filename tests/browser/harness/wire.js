// A proxy between browser and dashboard that counts the bytes, the requests and the open streams.
// Unlike the page itself, it also sees requests of workers.

import { once } from "node:events";
import { get } from "node:http";
import { connect, createServer } from "node:net";

const REQUEST = /^(GET|POST|PUT|DELETE|HEAD|OPTIONS) (\S+) HTTP\/1\.1\r$/gm;
const STREAM = /^\/api\/(v1\/)?stats\/stream/;

export class Wire {
  constructor(dashboard) {
    this.dashboard = dashboard;
    this.bytes = 0; // to the browser
    this.requests = []; // "GET /app.css"
    this.connections = new Set();
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get openStreams() {
    return [...this.connections].filter((one) => STREAM.test(one.newest)).length;
  }

  async start() {
    this.server = createServer((client) => this.join(client));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = this.server.address().port;
    return this;
  }

  join(client) {
    const connection = { client, upstream: connect(this.dashboard.port, "127.0.0.1"), newest: "" };
    const { upstream } = connection;
    this.connections.add(connection);
    client.on("data", (part) => this.read(connection, part.toString("latin1")));
    upstream.on("data", (part) => (this.bytes += part.length));
    client.pipe(upstream).pipe(client);
    for (const side of [client, upstream]) {
      side.on("error", () => {}); // closed below
      side.on("close", () => this.part(connection));
    }
  }

  // Misses a request head in two parts, but browsers send it in one.
  read(connection, text) {
    for (const [, method, target] of text.matchAll(REQUEST)) {
      connection.newest = target;
      this.requests.push(`${method} ${target}`);
    }
  }

  part(connection) {
    connection.client.destroy();
    connection.upstream.destroy();
    this.connections.delete(connection);
  }

  async end() {
    this.server.close();
    for (const connection of this.connections) this.part(connection);
    await once(this.server, "close");
  }
}

// The compressed size of a response body, as sent to browsers.
export function bytesOf(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { "Accept-Encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (part) => (bytes += part.length));
      response.on("end", () => resolve(bytes));
    });
    request.on("error", reject);
  });
}
