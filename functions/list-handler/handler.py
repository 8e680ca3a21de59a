"""GET /jobs: the jobs of an owner, newest first."""

import re
from typing import Final

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest
from petavatar.http import Request, Response, api
from petavatar.jobs import STATUSES
from petavatar.results import brief_body
from petavatar.settings import Settings
from petavatar.table.listing import Listing
from petavatar.table.store import ItemStore

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
_PARAMETERS: Final = {"status", "limit", "cursor", "owner"}
_LIMIT: Final = re.compile(r"[1-9][0-9]?|100")
_OWNER: Final = re.compile(r"[0-9a-f]{16}")

settings = Settings.from_environment("table", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
listing = Listing(ItemStore(client("dynamodb"), settings.table, settings.max_attempts))


@api("list-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 200 with a part of the list, and where the next one begins."""
    query = request.query
    if unknown := query.keys() - _PARAMETERS:
        raise MalformedRequest(f"There is no parameter {min(unknown)!r}")
    status, limit = query.get("status"), query.get("limit", str(DEFAULT_LIMIT))
    if status is not None and status not in STATUSES:
        raise MalformedRequest(f"status must be one of {', '.join(STATUSES)}")
    if not _LIMIT.fullmatch(limit):
        raise MalformedRequest(f"limit must be a whole number from 1 to {MAX_LIMIT}")
    page = listing.page(_owner(request), int(limit), query.get("cursor"), status)
    jobs = [brief_body(job, request.base_url) for job in page.jobs]
    return Response(200, {"jobs": jobs, "cursor": page.cursor})


def _owner(request: Request) -> str:
    owner = request.query.get("owner", request.caller.owner)
    if not owner:
        raise MalformedRequest("This key has no owner: give one, or have the key renewed")
    if not _OWNER.fullmatch(owner):
        raise MalformedRequest("owner must be the id of an owner: 16 digits of hexadecimal")
    if not request.caller.may_see(owner):
        raise MalformedRequest("This key lists the jobs of its own owner only")
    return owner
