"""All presigned URLs, and every S3 call that the functions make."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from botocore.exceptions import ClientError

from petavatar.api_keys import owner_in
from petavatar.aws import aws_errors, error_code
from petavatar.choices import OPEN, Choices, require_room
from petavatar.errors import (
    NOTHING_UPLOADED,
    EmptyUpload,
    InvalidChoice,
    InvalidS3Uri,
    NothingKept,
    ObjectNotFound,
    Problem,
    UnsupportedImage,
    UploadTooLarge,
)
from petavatar.image_format import CONTENT_TYPES, FORMATS, SNIFF_BYTES, ImageFormat, refusal
from petavatar.keys import UploadKey, spellings
from petavatar.limits import Limits
from petavatar.upload import MAX_DIGEST_CHARS, NO_PINS, REQUEST, Pins, Upload

UPLOAD_URL_SECONDS: Final = 900
RESULT_URL_SECONDS: Final = 3600
NOT_KEPT: Final = "What the job has kept is not there, or can't be read. Hand the photo in again."


@contextmanager
def _kept() -> Iterator[None]:
    """Turns the absence of what a job should have kept into a problem that says so."""
    try:
        yield
    except ClientError as error:
        if error_code(error) in ("NoSuchKey", "404"):
            raise NothingKept(NOT_KEPT) from error
        raise
    except ValueError as error:
        raise NothingKept(NOT_KEPT) from error


class Storage:
    """The two buckets."""

    def __init__(
        self,
        s3: Any,
        *,
        upload_bucket: str = "",
        generated_bucket: str = "",
        max_bytes: int = 0,
        accepted: Collection[ImageFormat] = FORMATS,
        loopback: bool = False,
    ) -> None:
        """Takes the client, and what uploads are held to; `loopback` lets their webhooks go to this machine."""
        self._s3 = s3
        self._upload_bucket = upload_bucket
        self._generated_bucket = generated_bucket
        self._max_bytes = max_bytes
        self._accepted = accepted
        self._loopback = loopback

    def presigned_upload(
        self, job_id: str, content_type: str, choices: Choices = OPEN, pins: Pins = NO_PINS
    ) -> dict[str, Any]:
        """A presigned POST for one photo: `{"url": ..., "fields": {...}}`, good for `UPLOAD_URL_SECONDS`.

        Its policy pins the key, the content type, the choices, the owner with its limits and the range of sizes, so S3
        itself turns away the rest. A form that names an owner where the policy has none is turned away too.

        Raises:
            InvalidChoice: if the choices leave no room for what is pinned beside them.
        """
        key = f"uploads/{job_id}/original.{CONTENT_TYPES[content_type]}"
        metadata = choices.metadata() | pins.metadata()
        require_room(metadata)
        pinned = {"Content-Type": content_type, **{f"x-amz-meta-{name}": value for name, value in metadata.items()}}
        with aws_errors("prepare the upload"):
            post: dict[str, Any] = self._s3.generate_presigned_post(
                self._upload_bucket,
                key,
                Fields=dict(pinned),
                Conditions=[
                    *({name: value} for name, value in pinned.items()),
                    ["content-length-range", 1, self._max_bytes],
                ],
                ExpiresIn=UPLOAD_URL_SECONDS,
            )
        return post

    def s3_uri(self, key: str) -> str:
        """The s3:// address of an object in the upload bucket."""
        return f"s3://{self._upload_bucket}/{key}"

    def upload_key(self, bucket: str, key: str) -> UploadKey | None:
        """The key of an upload; None if it is another bucket's, or not `uploads/{job_id}/{name}`."""
        return UploadKey.parse(key) if bucket == self._upload_bucket else None

    def upload_key_of(self, s3_uri: str) -> UploadKey:
        """The key of an upload by its s3:// address.

        Raises:
            InvalidS3Uri: if it is not `s3://{upload bucket}/uploads/{job_id}/{name}`.
        """
        scheme, _, address = s3_uri.partition("://")
        bucket, _, key = address.partition("/")
        upload_key = self.upload_key(bucket, key) if scheme == "s3" else None
        if upload_key is None:
            raise InvalidS3Uri(
                "Use the s3_uri that came with the upload URL: s3://{upload bucket}/uploads/{job_id}/{name}"
            )
        return upload_key

    def inspect(self, at: UploadKey) -> Upload:
        """Looks at an upload with one ranged GET: its size, its ETag, its first bytes, its choices and owner.

        An empty one has no range, and is looked at once more.

        Raises:
            ObjectNotFound: if there is no such object.
            StorageFailure: if S3 does not answer.
        """
        with aws_errors("look at the upload"):
            try:
                answer = self._s3.get_object(Bucket=self._upload_bucket, Key=at.key, Range=f"bytes=0-{SNIFF_BYTES - 1}")
            except ClientError as error:
                if error_code(error) in ("NoSuchKey", "404"):
                    raise ObjectNotFound(NOTHING_UPLOADED) from error
                if error_code(error) in ("InvalidRange", "416"):
                    empty = self._s3.head_object(Bucket=self._upload_bucket, Key=at.key)
                    return self._described(Upload(at, "", 0, self._problem(0, b"")), empty["Metadata"])
                raise
            head = answer["Body"].read()
        size = int(answer["ContentRange"].rpartition("/")[2]) if "ContentRange" in answer else answer["ContentLength"]
        return self._described(
            Upload(at, answer["ETag"].strip('"'), size, self._problem(size, head)), answer["Metadata"]
        )

    def _described(self, upload: Upload, metadata: Mapping[str, str]) -> Upload:
        """The upload with what its metadata says."""
        upload = replace(
            upload,
            owner=owner_in(metadata),
            limits=Limits.of_metadata(metadata),
            request=metadata.get(REQUEST, "")[:MAX_DIGEST_CHARS],
        )
        try:
            return replace(upload, choices=Choices.from_metadata(metadata, loopback=self._loopback))
        except InvalidChoice as bad_choice:
            upload = replace(upload, problem=upload.problem or bad_choice)
        # A choice that is refused is no reason to keep its refusal from the owner.
        with suppress(InvalidChoice):
            return replace(upload, choices=Choices.from_metadata(metadata, ("webhook_url",), loopback=self._loopback))
        return upload

    def _problem(self, size: int, head: bytes) -> Problem | None:
        if size > self._max_bytes:
            return UploadTooLarge(f"The file has {size:,} bytes; at most {self._max_bytes:,} are allowed")
        if (words := refusal(head, self._accepted)) is None:
            return None
        return UnsupportedImage(words) if head else EmptyUpload(words)

    def erase_upload(self, at: UploadKey) -> None:
        """Deletes one upload, if it is there."""
        with aws_errors("erase the upload"):
            self._s3.delete_object(Bucket=self._upload_bucket, Key=at.key)

    def erase(self, job_id: str) -> None:
        """Deletes every object of a job: photo and whatever else was dropped under its id, pictures, kept steps.

        Harmless when repeated: what is gone already is not asked for again.
        """
        for spelling in spellings(job_id):
            self._erase(self._upload_bucket, f"uploads/{spelling}/")
        self.erase_generated(job_id)

    def erase_generated(self, job_id: str) -> None:
        """Deletes every object of a job but what was uploaded."""
        for place in ("work", "generated"):
            self._erase(self._generated_bucket, f"{place}/{job_id}/")

    def _erase(self, bucket: str, prefix: str) -> None:
        with aws_errors("erase the job's files"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for item in page.get("Contents", []):
                    self._s3.delete_object(Bucket=bucket, Key=item["Key"])

    def kept_record(self, key: str) -> dict[str, Any]:
        """The record of a step that a job has kept.

        Raises:
            NothingKept: if there is none, or it is no record.
        """
        with aws_errors("read what the job has kept"), _kept():
            record = json.loads(self._s3.get_object(Bucket=self._generated_bucket, Key=key)["Body"].read())
        if not isinstance(record, dict):
            raise NothingKept(NOT_KEPT)
        return record

    def keep_record(self, key: str, record: Mapping[str, Any]) -> None:
        """Stores the record of a step."""
        body = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
        with aws_errors("keep the record"):
            self._s3.put_object(
                Bucket=self._generated_bucket, Key=key, Body=body, ContentType="application/json", Metadata={}
            )

    def copy_kept(self, key: str, to: str) -> None:
        """Copies what a job has kept, with what is known of it.

        Raises:
            NothingKept: if it is not there.
        """
        bucket = self._generated_bucket
        with aws_errors("copy what the job has kept"), _kept():
            self._s3.copy_object(Bucket=bucket, Key=to, CopySource={"Bucket": bucket, "Key": key})

    def picture_url(self, key: str, seconds: int = RESULT_URL_SECONDS) -> str:
        """A presigned URL for a picture of a job, good for so many seconds."""
        content_type = "image/jpeg" if key.endswith(".jpg") else "image/png"
        with aws_errors("prepare the picture's address"):
            return str(
                self._s3.generate_presigned_url(
                    "get_object",
                    Params={"Bucket": self._generated_bucket, "Key": key, "ResponseContentType": content_type},
                    ExpiresIn=seconds,
                )
            )

    def picture_exists(self, key: str) -> bool:
        """Whether a non-empty avatar or card lies there.

        Raises:
            StorageFailure: if S3 does not answer.
        """
        with aws_errors("look for the picture"):
            try:
                return bool(self._s3.head_object(Bucket=self._generated_bucket, Key=key)["ContentLength"])
            except ClientError as error:
                # Without the right to list the bucket, AWS answers 403 for a missing key.
                if error_code(error) in ("404", "403", "NoSuchKey"):
                    return False
                raise
