"""The real builds, each made once for all tests of a worker."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from deployment.packaging.agent import agent_zip
from deployment.packaging.function import function_folders, function_libraries, function_zip
from deployment.packaging.libraries import AWS, THIS_MACHINE

FUNCTIONS = [folder.name for folder in function_folders()]
AGENT = "agent"


@dataclass(frozen=True)
class Package:
    """A zip as it was built."""

    content: bytes

    @cached_property
    def files(self) -> dict[str, bytes]:
        """What is in it, by name."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            return {name: package.read(name) for name in package.namelist()}

    def unpack(self, folder: Path) -> Path:
        """Unpacks it as AWS does, permissions included."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            for file in package.infolist():
                path = Path(package.extract(file, folder))
                path.chmod(file.external_attr >> 16 & 0o777)
        return folder


def build_functions(names: Sequence[str] = FUNCTIONS) -> dict[str, Package]:
    """Builds the zips of functions."""
    with tempfile.TemporaryDirectory() as scratch:
        libraries = function_libraries(Path(scratch), AWS)
        folders = [folder for folder in function_folders() if folder.name in names]
        return {folder.name: Package(function_zip(folder, libraries)) for folder in folders}


@cache
def functions_for_aws() -> dict[str, Package]:
    return build_functions()


@cache
def agent_for_aws() -> Package:
    return Package(agent_zip(AWS))


@cache
def agent_for_this_machine() -> Package:
    return Package(agent_zip(THIS_MACHINE))
