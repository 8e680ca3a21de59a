"""What was deployed, and before that: a record of each release in the artefact bucket, by which it can come back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FOLDER: Final = "releases/"


@dataclass(frozen=True, slots=True)
class Release:
    """What was deployed.

    Attributes:
        template: the key of the template in the artefact bucket.
        parameters: the values of its parameters.
        options: what the template was made with, by the names of the command's options.
    """

    template: str
    parameters: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases of a sandbox, in the order of their time."""

    s3: "S3Client"
    bucket: str

    def add(self, release: Release) -> None:
        """Notes a release as the last one, if it is not that already."""
        text = json.dumps(asdict(release))
        if self.last() == Release(**json.loads(text)):
            return
        key = f"{_FOLDER}{datetime.now(UTC).strftime('%Y%m%dT%H%M%S.%fZ')}.json"
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType="application/json")

    def last(self) -> Release | None:
        """The last release; None if there is none."""
        keys = self._keys()
        return self._read(keys[-1]) if keys else None

    def before_last(self) -> Release | None:
        """The release before the last one; None if there is none."""
        keys = self._keys()
        return self._read(keys[-2]) if len(keys) > 1 else None

    def drop_last(self) -> None:
        """Forgets the last release: the one before it is deployed again."""
        if keys := self._keys():
            self.s3.delete_object(Bucket=self.bucket, Key=keys[-1])

    def _keys(self) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=_FOLDER)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))

    def _read(self, key: str) -> Release:
        text = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return Release(**json.loads(text))
