"""The JavaScript client in Node, with the running system."""

import json

from local.system import LocalSystem
from scripts.js_types import CLIENT
from testing.photos import CAT
from tests.support.cloud import ROOT
from tests.support.node import run_node

SCRIPT = """
import { readFile, writeFile } from "node:fs/promises";
import { ApiProblem, PetAvatarClient } from "./src/index.js";

const { PETAVATAR_API_URL: apiUrl, PETAVATAR_API_KEY: apiKey, PHOTO } = process.env;
const client = new PetAvatarClient({ apiUrl, apiKey });
const photo = new Blob([await readFile(PHOTO)], { type: "image/jpeg" });
const stages = [];
const choices = { style: "casual", pet_name: "Zoë" };
const key = { idempotencyKey: "from node" };
const results = await client.create(photo, choices, { ...key, onProgress: ({ stage }) => stages.push(stage) });
const again = await client.create(photo, choices, key);
const avatar = await client.picture(results);
const { url } = await client.share(results.job_id);
const listed = [];
for await (const job of client.list()) listed.push(job.job_id);
await client.erase(results.job_id);
const gone = await client.results(results.job_id).catch((error) => error instanceof ApiProblem && error.status);
console.log(JSON.stringify({ name: results.choices.pet_name, same: again.job_id === results.job_id, stages, gone,
  avatar: avatar.size, shared: url.includes("/s/"), listed: listed.includes(results.job_id) }));
"""


def test_a_photo_goes_all_the_way_in_node(system: LocalSystem) -> None:
    environment = {"PETAVATAR_API_URL": system.api_url, "PETAVATAR_API_KEY": system.api_key, "PHOTO": str(CAT)}

    said = json.loads(run_node("--input-type=module", "-e", SCRIPT, cwd=ROOT / CLIENT, environment=environment))

    assert said["avatar"] > 10_000
    assert said["stages"][-1] == "done"
    assert (said["name"], said["same"], said["shared"], said["listed"], said["gone"]) == ("Zoë", True, True, True, 404)
