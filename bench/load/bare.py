"""A function that does nothing, deployed to the same engine as ours: what is left is the engine's own time."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from deployment.topology import Route
from local.deploy import Deployment
from local.system import LocalSystem

_NAME: Final = "bare"
_ROUTE: Final = Route("GET", "/{what}/{job_id}", _NAME)
# The engine waits 50 ms for the log of a function that writes none; each of ours writes one line.
_HANDLER: Final = """\
def handler(event, context):
    print('{"message": "request answered"}', flush=True)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "{}"}
"""


def deploy_bare(system: LocalSystem) -> str:
    """Deploys it with an API of its own, whose one route fits all that readers ask for.

    Returns:
        The base of the API's addresses.
    """
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
    function = replace(system.topology.functions["status-handler"], name=_NAME, environment={}, policy=policy)
    topology = replace(system.topology, name=_NAME, functions={_NAME: function}, routes=[_ROUTE], queues=[], events=[])
    with tempfile.TemporaryDirectory(prefix="petavatar-bare-") as root:
        folder = Path(root) / "functions" / _NAME
        folder.mkdir(parents=True)
        (folder / "handler.py").write_text(_HANDLER)
        api = Deployment(topology, system.client, Path(root)).run({})
    return f"{system.endpoint_url}/_aws/execute-api/{api}"
