# Generated from _async/publishing.py by scripts/sync_client.py: change that instead.
"""What others get to see of a job: shared results, and webhooks."""

from petavatar_client._sync.api import Api
from petavatar_client.answers import (
    read_deliveries,
    read_share_link,
    read_webhook_secret,
)
from petavatar_client.models import (
    ShareLink,
)
from petavatar_client.paths import path
from petavatar_client.webhooks import Deliveries


class Publishing(Api):
    """Shares results, and knows of webhooks."""

    def share(self, job_id: str, *, photo: bool = False) -> ShareLink:
        """`POST /jobs/{job_id}/share`: an address that shows a completed job's result to everybody who has it.

        Asked for again, it is the same, until `unshare` ends it.

        Args:
            job_id: the job.
            photo: whether the prepared photo is shown, too. The card shows a part of it in any case.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no result.
        """
        return read_share_link(self._connection.ask("POST", path("jobs", job_id, "share"), json={"photo": photo}))

    def unshare(self, job_id: str) -> None:
        """`POST /jobs/{job_id}/unshare`: ends the sharing of a job at once; shared again, it has another address.

        Raises:
            ApiProblem: with status 404 if there is no such job.
        """
        self._connection.ask("POST", path("jobs", job_id, "unshare"))

    def deliveries(self, job_id: str) -> Deliveries:
        """`GET /jobs/{job_id}/deliveries`: what became of the job's webhook.

        Raises:
            ApiProblem: with status 404 if there is no such job.
        """
        return read_deliveries(self._connection.ask("GET", path("jobs", job_id, "deliveries")))

    def redeliver(self, job_id: str) -> Deliveries:
        """`POST /jobs/{job_id}/redeliver`: has the job's webhook sent again; the tries so far.

        Raises:
            ApiProblem: with status 404 if there is no such job, with 409 if it has no webhook or has not ended.
        """
        return read_deliveries(self._connection.ask("POST", path("jobs", job_id, "redeliver")))

    def webhook_secret(self) -> str:
        """`GET /webhook-secret`: the secret that webhooks of the key's owner are signed with, `whsec_...`.

        While a rotation lasts, webhooks have a signature by the one before it too.
        """
        return read_webhook_secret(self._connection.ask("GET", "/webhook-secret"))
