import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { WebhookRefused, unwrap } from "../src/index.js";

const KEY = Buffer.from("a secret of twenty-four bytes");
const SECRET = `whsec_${KEY.toString("base64")}`;
const NOW = 1_764_000_000;
const BODY = '{"type": "job.completed", "data": {"job_id": "x"}}';

function signed(body = BODY, { id = "x.completed", at = NOW, key = KEY } = {}) {
  const mac = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${mac}` };
}

const read = (body, headers, now = NOW) => unwrap(body, headers, SECRET, { now });

test("an event is read where one signature is right", async () => {
  const headers = signed();
  assert.equal((await read(BODY, headers)).type, "job.completed");
  assert.equal((await read(BODY, new Headers(headers))).type, "job.completed");
  const other = signed(BODY, { key: Buffer.from("another") })["webhook-signature"];
  const both = { ...headers, "webhook-signature": `${other} v2,xx ${headers["webhook-signature"]}` };
  assert.equal((await read(BODY, both)).type, "job.completed");
  assert.equal((await read(BODY, { "Webhook-Id": headers["webhook-id"], ...headers })).type, "job.completed");
});

for (const [name, body, headers] of [
  ["another body", `${BODY} `, signed()],
  ["another secret", BODY, signed(BODY, { key: Buffer.from("another") })],
  ["another id", BODY, { ...signed(), "webhook-id": "y.completed" }],
  ["an old time", BODY, signed(BODY, { at: NOW - 301 })],
  ["a time to come", BODY, signed(BODY, { at: NOW + 301 })],
  ["a time that is none", BODY, signed(BODY, { at: "soon" })],
  ["no signature", BODY, { ...signed(), "webhook-signature": undefined }],
  ["a signature that is none", BODY, { ...signed(), "webhook-signature": "v1,%%% v1" }],
]) {
  test(`${name} is refused`, () => assert.rejects(read(body, headers), WebhookRefused));
}
