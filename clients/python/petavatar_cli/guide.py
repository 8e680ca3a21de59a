"""How to use a running local system: its addresses and keys, and lines to paste into a shell."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.system import LocalSystem

_GUIDE = r"""
Open {page_url}/#key={api_key}

PetAvatar runs on this machine, and that is its page. {end}

  API address    {api_url}
  API reference  {page_url}/docs/
  API key        {api_key}
  Upload bucket  {bucket}
  S3 endpoint    {endpoint}
  Logs           {logs}

In another shell:

  export PETAVATAR_API_URL={api_url}
  export PETAVATAR_API_KEY={api_key}{path}

The whole way with one command:

  petavatar create photo.jpg

The same by hand (curl and jq):

  curl -sS -H "x-api-key: $PETAVATAR_API_KEY" \
    "$PETAVATAR_API_URL/presigned-url?content_type=image/jpeg" > upload.json
  curl -sS $(jq -r '.upload_fields | to_entries[] | "-F \(.key)=\(.value)"' upload.json) \
    -F file=@photo.jpg "$(jq -r .upload_url upload.json)"
  curl -sS -H "x-api-key: $PETAVATAR_API_KEY" -H "content-type: application/json" \
    -d "$(jq '{{s3_uri}}' upload.json)" "$PETAVATAR_API_URL/process"
  JOB=$(jq -r .job_id upload.json)
  curl -sS -H "x-api-key: $PETAVATAR_API_KEY" "$PETAVATAR_API_URL/status/$JOB"
  curl -sS -H "x-api-key: $PETAVATAR_API_KEY" "$PETAVATAR_API_URL/results/$JOB" > results.json
  curl -sS -o avatar.png "$(jq -r .avatar_url results.json)"

What webhooks say, verified (then `petavatar create photo.jpg --webhook http://127.0.0.1:8787/`):

  petavatar listen

Or drop a file into the bucket, as another system would; processing starts by itself (status and results as above):

  export AWS_ACCESS_KEY_ID={access_key_id}
  export AWS_SECRET_ACCESS_KEY={secret_access_key}
  export AWS_DEFAULT_REGION={region}
  JOB=$(python3 -c 'import uuid; print(uuid.uuid4())')
  aws --endpoint-url {endpoint} s3 cp photo.jpg s3://{bucket}/uploads/$JOB/photo.jpg"""


_GONE = "Ctrl-C stops it, and everything in it is gone."
_KEPT = """\
Ctrl-C stops it; jobs, pictures and the API key stay in {keep}.
A power cut loses at most the last minute of them."""


def guide_to(system: LocalSystem) -> str:
    """Writes the guide to one running system. It holds the system's keys."""
    here = Path(sys.argv[0]).absolute().parent
    missing = shutil.which("petavatar") is None and (here / "petavatar").exists()
    return _GUIDE.format(
        path=f"\n  export PATH={shlex.quote(str(here))}:$PATH" if missing else "",
        end=_KEPT.format(keep=system.keep) if system.keep else _GONE,
        page_url=system.page_url,
        api_url=system.api_url,
        api_key=system.api_key,
        bucket=system.upload_bucket,
        endpoint=system.endpoint_url,
        logs=system.log_dir,
        region=system.region,
        access_key_id=system.credentials.access_key_id,
        secret_access_key=system.credentials.secret_access_key,
    )
