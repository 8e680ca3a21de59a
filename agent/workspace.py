"""A job's objects in S3 that the agent reads and writes: photo, finished steps, prepared photo, avatar, cards."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from botocore.exceptions import ClientError
from pydantic import ValidationError

from agent.marks.mark import Mark
from agent.photo.prepare import PreparedPhoto
from agent.schemas import Schema
from petavatar.aws import aws_errors, error_code
from petavatar.errors import PhotoReplaced, UnreadablePhoto
from petavatar.jobs import CardFormat
from petavatar.keys import avatar_key, card_key, photo_key, work_key

_MISSING: Final = frozenset({"NoSuchKey", "404"})
_MARK: Final = "mark"


class KeptAvatar(NamedTuple):
    """An avatar that is stored; `mark` is what its marks say, None if an earlier version has stored it without any."""

    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """The objects of one job.

    Attributes:
        resumed: whether an earlier attempt at the job, or the job that it was made from, may have left work; if not,
            nothing looks for it.
        before_write: called before each write, and raises past the run's deadline. By then nobody waits for the
            result, and the job may have been erased.
    """

    s3: Any
    upload_bucket: str
    generated_bucket: str
    job_id: str
    resumed: bool = True
    before_write: Callable[[], None] = lambda: None

    def photo(self, key: str, etag: str) -> bytes:
        """The photo's bytes, if the object is still the accepted one.

        Raises:
            PhotoReplaced: if another object has replaced it.
            UnreadablePhoto: if it no longer exists.
            StorageFailure: if S3 does not answer.
        """
        with aws_errors("read the photo"):
            try:
                answer = self.s3.get_object(Bucket=self.upload_bucket, Key=key, IfMatch=etag)
            except ClientError as error:
                if error_code(error) in ("PreconditionFailed", "412"):
                    raise PhotoReplaced("Upload the new photo with a new upload URL.") from error
                if error_code(error) in _MISSING:
                    raise UnreadablePhoto("The photo was deleted before it was processed") from error
                raise
            photo: bytes = answer["Body"].read()
        return photo

    def once[S: Schema](self, step: str, schema: type[S], work: Callable[[], S]) -> S:
        """The record of a step: stored by an earlier attempt at the job, or else made by `work` now, and stored.

        Raises:
            StorageFailure: if S3 does not answer.
            Problem: any problem of `work`.
        """
        earlier = self.finished(step, schema)
        return self.keep(step, work()) if earlier is None else earlier

    def finished[S: Schema](self, step: str, schema: type[S]) -> S | None:
        """The record of a step from an earlier attempt at the job; None if there is no valid one."""
        if not self.resumed:
            return None
        with aws_errors("look for earlier work"):
            try:
                body = self.s3.get_object(Bucket=self.generated_bucket, Key=work_key(self.job_id, step))["Body"].read()
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
        try:
            return schema.model_validate_json(body)
        except ValidationError:
            return None

    def keep[S: Schema](self, step: str, record: S) -> S:
        """Stores and returns the record of a finished step, so that a retried job does not pay for it again."""
        self._put(work_key(self.job_id, step), record.model_dump_json().encode(), "application/json")
        return record

    def store_prepared_photo(self, photo: PreparedPhoto) -> None:
        """Stores the prepared photo, with what is known of it as metadata."""
        about = {"width": str(photo.width), "height": str(photo.height), "incomplete": str(int(photo.incomplete))}
        self._put(photo_key(self.job_id), photo.jpeg, "image/jpeg", about)

    def prepared_photo(self) -> PreparedPhoto | None:
        """The prepared photo that an earlier attempt at the job has stored; None if there is none.

        Raises:
            StorageFailure: if S3 does not answer.
        """
        if not self.resumed:
            return None
        with aws_errors("read the prepared photo"):
            try:
                answer = self.s3.get_object(Bucket=self.generated_bucket, Key=photo_key(self.job_id))
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
            about, jpeg = answer["Metadata"], answer["Body"].read()
        return PreparedPhoto(jpeg, int(about["width"]), int(about["height"]), about["incomplete"] == "1")

    def kept_avatar(self) -> KeptAvatar | None:
        """The avatar that an earlier attempt at the job has stored; None if there is none.

        S3 stores it whole or not at all.
        """
        if not self.resumed:
            return None
        with aws_errors("look for the avatar"):
            try:
                answer = self.s3.head_object(Bucket=self.generated_bucket, Key=avatar_key(self.job_id))
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
        try:
            return KeptAvatar(Mark.model_validate_json(answer["Metadata"][_MARK]))
        except (KeyError, ValidationError):
            return KeptAvatar(None)

    def store_avatar(self, png: bytes, mark: Mark | None = None) -> str:
        """Stores the avatar, with what its marks say as metadata, and returns its key."""
        key = avatar_key(self.job_id)
        self._put(key, png, "image/png", {_MARK: mark.model_dump_json()} if mark else None)
        return key

    def avatar(self) -> bytes:
        """The stored avatar.

        Raises:
            StorageFailure: if it can't be read.
        """
        with aws_errors("read the avatar"):
            key = avatar_key(self.job_id)
            avatar: bytes = self.s3.get_object(Bucket=self.generated_bucket, Key=key)["Body"].read()
        return avatar

    def store_card(self, png: bytes, card_format: CardFormat = "wide") -> str:
        """Stores the card in one of its formats and returns its key."""
        key = card_key(self.job_id, card_format)
        self._put(key, png, "image/png")
        return key

    def _put(self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str] | None = None) -> None:
        self.before_write()
        with aws_errors("store the work"):
            self.s3.put_object(
                Bucket=self.generated_bucket, Key=key, Body=body, ContentType=content_type, Metadata=metadata or {}
            )


def as_json(record: Schema) -> str:
    """A record as compact JSON text for a prompt."""
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
