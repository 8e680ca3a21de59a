// A deployment as a client sees it over HTTP: it keeps every request, and tests set its answers.

import { createServer } from "node:http";

export const JOB = "0b7c1a52-93c4-4f60-9d3e-6f0f4f0c5a11";
export const PNG = Buffer.from("89504e470d0a1a0a00", "hex");

/** @param {(deployment: Deployment) => Promise<void>} use */
export async function withDeployment(use) {
  const deployment = new Deployment();
  await deployment.start();
  try {
    await use(deployment);
  } finally {
    await deployment.stop();
  }
}

class Deployment {
  requests = [];
  slept = [];
  #answers = new Map();
  #server = createServer((request, response) => this.#serve(request, response));

  async start() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    const results = { job_id: JOB, avatar_url: `${this.url}/avatar`, card_urls: { wide: null, square: null, story: null } };
    this.answers("GET /presigned-url", {
      body: {
        job_id: JOB,
        upload_url: `${this.url}/uploads`,
        upload_fields: { key: "uploads/x", policy: "cG9s" },
        s3_uri: "s3://uploads/uploads/x",
        max_bytes: 1000,
      },
    });
    this.answers("POST /uploads", { status: 204 });
    this.answers("POST /process", state("queued"));
    this.answers(`GET /status/${JOB}`, state("completed", 100));
    this.answers(`GET /results/${JOB}`, { body: results });
    this.answers("GET /avatar", { raw: PNG });
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What a route answers, in order; the last again and again. A broken one has `broken`. */
  answers(route, ...answers) {
    this.#answers.set(route, answers);
  }

  asked(route) {
    return this.requests.filter((request) => request.route === route);
  }

  options(more = {}) {
    const sleep = async (seconds) => void this.slept.push(seconds);
    return { apiUrl: this.url, apiKey: "pa_a-key", sleep, chance: () => 0, ...more };
  }

  async #serve(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { pathname, searchParams } = new URL(request.url, this.url);
    const route = `${request.method} ${pathname}`;
    const body = Buffer.concat(parts).toString("latin1");
    this.requests.push({ route, headers: request.headers, query: Object.fromEntries(searchParams), body });
    const queue = this.#answers.get(route) ?? [{ status: 404, body: {} }];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (answer.broken) return request.socket.destroy();
    response.writeHead(answer.status ?? 200, answer.headers ?? {});
    response.end(answer.raw ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)));
  }
}

export function state(status, progress = 0, more = {}) {
  return { body: { job_id: JOB, status, progress, ...more }, headers: { "retry-after": "0" } };
}

export function problem(status, type, headers = {}) {
  const body = { type: `urn:petavatar:problem:${type}`, title: type, status, detail: "Why.", request_id: "req-1" };
  return { status, body, headers };
}
