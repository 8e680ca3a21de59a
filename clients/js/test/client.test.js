import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ApiProblem,
  JobFailed,
  JobUnfinished,
  PetAvatarClient,
  StorageRefusal,
  Unreachable,
  UnsuitablePhoto,
} from "../src/index.js";
import { JOB, PNG, problem, state, withDeployment } from "./server.js";

const PHOTO = photo("\xff\xd8\xff a small photo");

function photo(text) {
  return new Blob([Buffer.from(text, "latin1")]);
}

function check(name, use) {
  test(name, () => withDeployment((deployment) => use(new PetAvatarClient(deployment.options()), deployment)));
}

async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

check("a photo comes to results, in the order of the API", async (client, deployment) => {
  const results = await client.create(PHOTO, { style: "casual", pet_name: "Zoë & Co", background: undefined });

  assert.equal(results.job_id, JOB);
  assert.deepEqual(
    deployment.requests.map(({ route }) => route),
    ["GET /presigned-url", "POST /uploads", "POST /process", `GET /status/${JOB}`, `GET /results/${JOB}`],
  );
  assert.deepEqual(deployment.requests[0].query, { content_type: "image/jpeg", style: "casual", pet_name: "Zoë & Co" });
  const { body } = deployment.asked("POST /uploads")[0];
  assert.ok(body.indexOf('name="policy"') < body.indexOf('name="file"'));
});

for (const [type, head] of [
  ["image/jpeg", "\xff\xd8\xff\xe0"],
  ["image/png", "\x89PNG\r\n\x1a\n"],
  ["image/gif", "GIF89a"],
  ["image/webp", "RIFF\0\0\0\0WEBP"],
  ["image/bmp", `BM${"\0".repeat(12)}\x28\0\0\0`],
  ["image/tiff", "II*\0"],
  ["image/tiff", "MM\0*"],
  ["image/heic", "\0\0\0\x18ftypmif1\0\0\0\0mif1heic"],
  ["image/avif", "\0\0\0\x18ftypavif\0\0\0\0mif1avif"],
]) {
  check(`${type} is known by its content, whatever it is declared as`, async (client, deployment) => {
    await client.submit(new Blob([photo(head)], { type: "text/plain" }));
    assert.equal(deployment.requests[0].query.content_type, type);
  });
}

for (const text of ["", "Dear cat", "<svg", "\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "%PDF-"]) {
  check(`what is no photo is not sent: ${JSON.stringify(text)}`, async (client, deployment) => {
    await assert.rejects(client.create(photo(text)), UnsuitablePhoto);
    assert.equal(deployment.requests.length, 0);
  });
}

check("the key goes to the API and not to the storage", async (client, deployment) => {
  await client.picture(await client.results(JOB));
  await client.create(PHOTO);

  for (const { route, headers } of deployment.requests) {
    const api = !["POST /uploads", "GET /avatar"].includes(route);
    assert.equal(headers["x-api-key"], api ? "pa_a-key" : undefined, route);
  }
});

check("a key may be asked for at each request", async (_, deployment) => {
  let key = "pa_one";
  const client = new PetAvatarClient(deployment.options({ apiKey: () => key }));
  await client.status(JOB);
  key = "pa_two";
  await client.status(JOB);

  assert.deepEqual(
    deployment.requests.map(({ headers }) => headers["x-api-key"]),
    ["pa_one", "pa_two"],
  );
});

check("under an idempotency key a job that exists is answered, and nothing is sent", async (client, deployment) => {
  deployment.answers("GET /presigned-url", state("processing", 35));

  const job = await client.submit(PHOTO, {}, { idempotencyKey: "order-1" });

  assert.equal(job.progress, 35);
  assert.equal(deployment.requests[0].headers["idempotency-key"], "order-1");
  assert.equal(deployment.asked("POST /uploads").length, 0);
});

check("states are yielded as they change, with what was found", async (client, deployment) => {
  const findings = { pet_analysis: { breed: "tabby" } };
  deployment.answers(
    `GET /status/${JOB}`,
    state("queued"),
    state("processing", 5),
    state("processing", 5),
    state("processing", 35, { findings }),
    state("completed", 100, { findings }),
  );

  const seen = await all(client.subscribe(JOB));

  assert.deepEqual(seen.map(({ progress }) => progress), [0, 5, 35, 100]);
  assert.deepEqual(seen[2].findings, findings);
});

check("a job that fails throws its error", async (client, deployment) => {
  const error = { type: "urn:x", title: "No pet", status: 400, detail: "A cup.", retryable: false };
  deployment.answers("POST /process", state("failed", 5));
  deployment.answers(`GET /status/${JOB}`, state("failed", 5, { error }));

  await assert.rejects(client.create(PHOTO), (failure) => {
    assert.ok(failure instanceof JobFailed);
    assert.deepEqual([failure.title, failure.retryable, failure.job.job_id], ["No pet", false, JOB]);
    return true;
  });
});

check("the caller's patience ends", async (client, deployment) => {
  deployment.answers(`GET /status/${JOB}`, state("processing", 5));
  await assert.rejects(client.wait(JOB, { timeoutS: 0 }), (error) => error instanceof JobUnfinished && error.retryable);
});

for (const [name, answer, waits] of [
  ["no answer", { broken: true }, [0.5, 1, 2]],
  ["an overload", problem(503, "storage-failure", { "retry-after": "7" }), [7, 7, 7]],
]) {
  check(`after ${name} a request is sent again, four times in all`, async (client, deployment) => {
    deployment.answers(`GET /results/${JOB}`, answer, answer, answer, { body: { job_id: JOB } });
    assert.equal((await client.results(JOB)).job_id, JOB);
    assert.deepEqual(deployment.slept, waits);

    deployment.answers(`GET /results/${JOB}`, answer);
    await assert.rejects(client.results(JOB), (error) => error.retryable);
    assert.equal(deployment.asked(`GET /results/${JOB}`).length, 8);
  });
}

check("an upload that broke off is sent again whole", async (client, deployment) => {
  deployment.answers("POST /uploads", { broken: true }, { status: 503 }, { status: 204 });
  await client.create(PHOTO);
  assert.ok(deployment.asked("POST /uploads").every(({ body }) => body.includes("a small photo")));
});

check("a quota that is used up is not waited for", async (client, deployment) => {
  deployment.answers("POST /process", problem(429, "quota-exceeded", { "retry-after": "3600" }));
  await assert.rejects(client.process("s3://x"), (error) => error.status === 429 && error.retryAfter === 3600);
  assert.equal(deployment.requests.length, 1);
});

check("a refusal keeps type, detail and request id", async (client, deployment) => {
  deployment.answers(`GET /status/${JOB}`, problem(404, "job-not-found"));
  await assert.rejects(client.status(JOB), (error) => {
    assert.ok(error instanceof ApiProblem);
    assert.deepEqual(
      [error.status, error.type, error.detail, error.requestId, error.retryable],
      [404, "urn:petavatar:problem:job-not-found", "Why.", "req-1", false],
    );
    return true;
  });
});

check("a picture whose address has ended is fetched from a new one", async (client, deployment) => {
  deployment.answers("GET /old", { status: 403 });
  const results = await client.results(JOB);
  const picture = await client.picture({ ...results, avatar_url: `${deployment.url}/old` });

  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PNG);
  assert.equal(await client.picture(results, "story"), null);
});

check("what the storage refuses is named", async (client, deployment) => {
  deployment.answers("POST /uploads", { status: 400, raw: "<Error><Code>EntityTooLarge</Code></Error>" });
  await assert.rejects(client.create(PHOTO), (error) => error instanceof StorageRefusal && error.code === "EntityTooLarge");
});

check("the list goes over all pages, and asks for one when it is wanted", async (client, deployment) => {
  const page = (ids, cursor) => ({ body: { jobs: ids.map((job_id) => ({ job_id, status: "completed" })), cursor } });
  deployment.answers("GET /jobs", page(["a", "b"], "next"), page(["c"], null));

  assert.deepEqual((await all(client.list({ status: "completed" }))).map(({ job_id }) => job_id), ["a", "b", "c"]);
  assert.deepEqual(deployment.requests.map(({ query }) => query.cursor), [undefined, "next"]);
});

check("jobs are canceled, erased, shared and unshared, and webhooks looked at", async (client, deployment) => {
  deployment.answers(`POST /jobs/${JOB}/cancel`, state("processing", 5));
  deployment.answers(`DELETE /jobs/${JOB}`, { status: 204 });
  deployment.answers(`POST /jobs/${JOB}/share`, { body: { url: "https://a/s/t" } });
  deployment.answers(`POST /jobs/${JOB}/unshare`, { status: 204 });
  deployment.answers(`GET /jobs/${JOB}/deliveries`, { body: { deliveries: [] } });
  deployment.answers(`POST /jobs/${JOB}/redeliver`, { status: 202, body: { deliveries: [] } });
  deployment.answers("GET /webhook-secret", { body: { secret: "whsec_x" } });

  assert.equal((await client.cancel(JOB)).status, "processing");
  assert.equal((await client.share(JOB, { photo: true })).url, "https://a/s/t");
  await client.unshare(JOB);
  assert.deepEqual((await client.deliveries(JOB)).deliveries, []);
  assert.deepEqual((await client.redeliver(JOB)).deliveries, []);
  assert.equal((await client.webhookSecret()).secret, "whsec_x");
  await client.erase(JOB);
  assert.equal(deployment.asked(`POST /jobs/${JOB}/share`)[0].body, '{"photo":true}');
});

check("a variation is made once, however often its request is sent", async (client, deployment) => {
  deployment.answers(`POST /jobs/${JOB}/variations`, { broken: true }, state("queued"));

  const results = await client.variation(JOB, { dimensions: { ambition: 95 } });

  assert.equal(results.job_id, JOB);
  const [first, second] = deployment.asked(`POST /jobs/${JOB}/variations`);
  assert.equal(first.body, '{"dimensions":{"ambition":95}}');
  assert.ok(first.headers["idempotency-key"]);
  assert.equal(first.headers["idempotency-key"], second.headers["idempotency-key"]);
});

check("a variation need not be waited for, and sharing may leave the photo as it is", async (client, deployment) => {
  deployment.answers(`POST /jobs/${JOB}/variations`, { status: 202, body: { job_id: JOB, status: "queued" } });
  deployment.answers(`POST /jobs/${JOB}/share`, { body: { url: "https://a/s/t" } });

  const { status, progress, stage } = await client.vary(JOB, { change: "portrait" });
  assert.deepEqual([status, progress, stage], ["queued", 0, ""]);
  await client.share(JOB);
  await client.share(JOB, { photo: null });

  assert.equal(deployment.asked(`GET /status/${JOB}`).length, 0);
  assert.deepEqual(deployment.asked(`POST /jobs/${JOB}/share`).map(({ body }) => body), ['{"photo":false}', "{}"]);
});

check("what somebody shared is fetched without a key", async (client, deployment) => {
  deployment.answers("GET /shared/token", { body: { identity: { human_name: "Otto" } } });

  assert.equal((await client.shared("token")).identity.human_name, "Otto");
  assert.equal(deployment.requests[0].headers["x-api-key"], undefined);
});

check("a caller may give up at any time", async (client, deployment) => {
  deployment.answers(`GET /status/${JOB}`, state("processing", 5));
  const given = AbortSignal.abort(new Error("enough"));
  await assert.rejects(client.wait(JOB, { signal: given }), (error) => !(error instanceof Unreachable));
});

test("an address or key that can't be is refused at once", () => {
  assert.throws(() => new PetAvatarClient({ apiUrl: "ftp://x", apiKey: "k" }), TypeError);
  assert.throws(() => new PetAvatarClient({ apiUrl: "https://x", apiKey: "" }), TypeError);
});
