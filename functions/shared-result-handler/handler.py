"""GET /shared/{token}, /s/{token} and /s/{token}/card.png: a shared result, for everybody who has its address."""

from typing import Final

from petavatar.api_keys import ApiKeys
from petavatar.aws import client
from petavatar.errors import NO_SUCH_SHARE, NotShared, Problem, ShareUnavailable, StorageFailure
from petavatar.http import Request, Response, public
from petavatar.jobs import CARD_FORMATS, Job
from petavatar.settings import Settings
from petavatar.share_page import PAGE_HEADERS, page_headers, problem_page, share_page
from petavatar.share_tokens import ShareTokens, job_id_in
from petavatar.shared import SHARED_URL_SECONDS, Pictures, page_address, share_address, shared_body
from petavatar.storage import Storage
from petavatar.table.jobs import JobTable
from petavatar.table.shares import Shares
from petavatar.table.store import ItemStore

_PAGE: Final = "/s/{token}"
_CARD: Final = "/s/{token}/card.png"

settings = Settings.from_environment("table", "generated_bucket", "api_key_secret")
keys = ApiKeys(client("secretsmanager"), settings.api_key_secret)
shares = Shares(JobTable(ItemStore(client("dynamodb"), settings.table, settings.max_attempts)))
storage = Storage(client("s3"), generated_bucket=settings.generated_bucket)


def _error_page(request: Request, problem: Problem) -> Response | None:
    if request.route not in (_PAGE, _CARD):
        return None
    return Response(problem.status, problem_page(problem, settings.page_url), PAGE_HEADERS)


@public("shared-result-handler", settings.api_url, _error_page)
def handler(request: Request) -> Response:
    """Answers 200 with the result as JSON or as a page, or 302 to its card; 404 for a token that opens nothing.

    Anybody may ask with any token. While keys can't be read, the answer to each that could be one is 503, with the time
    to ask again: nobody learns then which ones open something.
    """
    token = request.path.get("token", "")
    if job_id_in(token) is None:
        raise NotShared(NO_SUCH_SHARE)
    job = shares.find(token, _tokens(), in_brief=request.route == _CARD)
    if request.route == _CARD:
        return Response(302, None, {**PAGE_HEADERS, "Location": _card(job, request.query.get("format", "wide"))})
    pictures = Pictures.of(job, lambda key: storage.picture_url(key, SHARED_URL_SECONDS))
    if request.route != _PAGE:
        return Response(200, shared_body(job, pictures), {"Referrer-Policy": "no-referrer"})
    page = share_page(
        job,
        pictures,
        address=share_address(token, request.base_url),
        whole=page_address(token, settings.page_url),
        page_url=settings.page_url,
    )
    return Response(200, page, page_headers(pictures))


def _tokens() -> ShareTokens | None:
    """What checks tokens.

    Raises:
        ShareUnavailable: if the keys can't be read.
    """
    try:
        return ShareTokens.of(keys)
    except StorageFailure as failure:
        raise ShareUnavailable("Please try again in a few seconds") from failure.__cause__ or failure


def _card(job: Job, wanted: str) -> str:
    """Where the card of a format is.

    Raises:
        NotShared: if there is none.
    """
    for card_format in CARD_FORMATS:
        if card_format == wanted and card_format in job.cards:
            return storage.picture_url(job.cards[card_format], SHARED_URL_SECONDS)
    raise NotShared("There is no card of this format")
