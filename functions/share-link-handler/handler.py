"""POST /jobs/{job_id}/share and /jobs/{job_id}/unshare: an address that shows a result without a key, and its end."""

from typing import Final

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import MalformedRequest
from petavatar.http import Request, Response, api
from petavatar.settings import Settings
from petavatar.share_tokens import ShareTokens
from petavatar.shared import link_body
from petavatar.table.jobs import JobTable
from petavatar.table.shares import Shares
from petavatar.table.store import ItemStore

_UNSHARE: Final = "/jobs/{job_id}/unshare"

settings = Settings.from_environment("table", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
shares = Shares(JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts)))


@api("share-link-handler", keys, settings.api_url)
def handler(request: Request) -> Response:
    """Answers 200 with the address, which stays the same until it ends; 204 once it has ended; 409 without a result."""
    if request.route == _UNSHARE:
        shares.unshare(request.job_id, request.caller)
        return Response(204)
    job_id, photo = request.job_id, _photo_wanted(request)
    tokens = ShareTokens.of(keys)
    if tokens is None:
        raise MalformedRequest("This deployment can't share results yet: its operator has to renew a key")
    job = shares.share(job_id, request.caller, photo=photo)
    return Response(200, link_body(job, tokens.token(job), request.base_url, settings.page_url))


def _photo_wanted(request: Request) -> bool | None:
    """What the body says of the photo; None if it says nothing, or there is none."""
    body = request.json() if request.body else {}
    if unknown := body.keys() - {"photo"}:
        raise MalformedRequest(f"There is no member {min(unknown)!r}")
    photo = body.get("photo")
    if not (photo is None or isinstance(photo, bool)):
        raise MalformedRequest("photo must be true or false")
    return photo
