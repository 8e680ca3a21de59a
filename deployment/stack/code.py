"""The code that a stack is made of: built, and put into the artefact bucket under its hash.

So the same code is never uploaded twice or overwritten, and a stack that is rolled back finds its own.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deployment.ignore_errors import ignore_errors
from deployment.packaging.agent import agent_zip
from deployment.packaging.function import function_folders, function_libraries, function_zip
from deployment.stack.options import Artefacts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NO_AGENT: Final = "agent/none.zip"
"""The key of a template whose stack makes no agent."""


@dataclass(frozen=True, slots=True)
class Code:
    """The keys of what was built, and the contents by their keys."""

    artefacts: Artefacts
    contents: Mapping[str, bytes]


def build_code(*, with_agent: bool) -> Code:
    """Builds all functions, and the agent if it is wanted.

    Raises:
        FileNotFoundError: if uv is not installed.
        CalledProcessError: if uv fails; its messages go to standard error.
    """
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        agent = pool.submit(agent_zip) if with_agent else None
        libraries, folders = function_libraries(Path(scratch)), function_folders()
        zips = pool.map(lambda folder: function_zip(folder, libraries), folders)
        functions = {folder.name: content for folder, content in zip(folders, zips, strict=True)}
        return code_of(functions, agent.result() if agent else None)


def code_of(functions: Mapping[str, bytes], agent: bytes | None = None) -> Code:
    """The code with a key for each zip.

    Args:
        functions: each function's zip by its name.
        agent: the agent's zip, if the stack makes one.
    """
    keys = {name: hashed(f"functions/{name}", content, "zip") for name, content in functions.items()}
    contents = {keys[name]: content for name, content in functions.items()}
    if agent is not None:
        contents[hashed("agent", agent, "zip")] = agent
    agents = [key for key in contents if key.startswith("agent/")]
    return Code(Artefacts(functions=keys, agent=next(iter(agents), NO_AGENT)), contents)


def hashed(folder: str, content: bytes, suffix: str) -> str:
    """The key of an artefact: its hash, in a folder of its kind."""
    return f"{folder}/{hashlib.sha256(content).hexdigest()}.{suffix}"


def upload(s3: "S3Client", bucket: str, contents: Mapping[str, bytes]) -> Iterator[str]:
    """Puts what is not there yet into the artefact bucket, and yields its keys.

    Raises:
        ClientError: if AWS refuses, for instance because the bucket does not exist.
    """
    for key, content in contents.items():
        # A missing bucket gives the same error here; the upload then names it.
        with ignore_errors("404"):
            s3.head_object(Bucket=bucket, Key=key)
            continue
        s3.put_object(Bucket=bucket, Key=key, Body=content)
        yield key
