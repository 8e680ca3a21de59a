"""The JavaScript client, in Node: one process for each call."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.js_types import CLIENT
from tests.support.cloud import ROOT
from tests.support.conformance.adapter import Created, RefusedError
from tests.support.node import run_node

_SCRIPT: Final = """
import { readFile } from "node:fs/promises";
import { PetAvatarClient } from "./src/index.js";

const { API_URL: apiUrl, API_KEY: apiKey, CALL } = process.env;
const client = new PetAvatarClient({ apiUrl, apiKey });
const { method, job, photo, key, choices } = JSON.parse(CALL);
const calls = {
  async create() {
    const seen = [];
    const file = new Blob([await readFile(photo)], { type: "image/jpeg" });
    const started = await client.submit(file, choices, { idempotencyKey: key ?? undefined });
    for await (const { stage, status } of client.subscribe(started)) seen.push(stage || status);
    const { job_id, identity } = await client.results(started.job_id);
    return { job_id, person: identity.human_name, seen };
  },
  results: () => client.results(job),
  cancel: () => client.cancel(job),
  async listed() {
    const ids = [];
    for await (const { job_id } of client.list()) ids.push(job_id);
    return ids;
  },
  variation: async () => (await client.variation(job, choices)).job_id,
  share: async () => (await client.share(job)).url,
  unshare: () => client.unshare(job),
  deliveries: async () => (await client.deliveries(job)).deliveries.map(({ delivered }) => delivered),
  erase: () => client.erase(job),
};
try {
  console.log(JSON.stringify({ answer: (await calls[method]()) ?? null }));
} catch (error) {
  console.log(JSON.stringify({ words: error.message, kind: (error.type ?? "").split(":").at(-1) }));
}
"""


class JavaScript:
    """The client in Node."""

    keyed = sharing = webhooks = True

    def __init__(self, api_url: str, api_key: str, directory: Path) -> None:
        self._environment = {"API_URL": api_url, "API_KEY": api_key}

    def _call(self, method: str, **given: Any) -> Any:
        environment = self._environment | {"CALL": json.dumps({"method": method, **given})}
        said = run_node("--input-type=module", "-e", _SCRIPT, cwd=ROOT / CLIENT, environment=environment)
        outcome = json.loads(said)
        if "words" in outcome:
            raise RefusedError(outcome["words"], outcome["kind"])
        return outcome["answer"]

    def create(self, photo: Path, *, key: str | None = None, **choices: Any) -> Created:
        made = self._call("create", photo=str(photo), key=key, choices=choices)
        return Created(made["job_id"], made["person"], tuple(made["seen"]))

    def results(self, job_id: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self._call("results", job=job_id)
        return answer

    def cancel(self, job_id: str) -> None:
        self._call("cancel", job=job_id)

    def listed(self) -> list[str]:
        return list(self._call("listed"))

    def variation(self, job_id: str, **changes: Any) -> str:
        return str(self._call("variation", job=job_id, choices=changes))

    def share(self, job_id: str) -> str:
        return str(self._call("share", job=job_id))

    def unshare(self, job_id: str) -> None:
        self._call("unshare", job=job_id)

    def deliveries(self, job_id: str) -> list[bool]:
        return list(self._call("deliveries", job=job_id))

    def erase(self, job_id: str) -> None:
        self._call("erase", job=job_id)

    def close(self) -> None:
        """Nothing runs on."""
