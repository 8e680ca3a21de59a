"""A webhook on its whole way: from a ticket with an address to a receiver that verifies it by its owner's secret."""

import standardwebhooks

from local.system import LocalSystem
from petavatar_client import PetAvatarClient, webhooks
from testing.api import ApiUser
from testing.webhook_receiver import receiving


def test_the_end_of_a_job_arrives_and_is_verified_by_the_public_library_and_the_client(system: LocalSystem) -> None:
    user = ApiUser(system)
    with receiving() as receiver, PetAvatarClient(system.api_url, system.api_key) as client:
        ticket = user.http.get("/presigned-url", params={"webhook_url": f"{receiver.url}/hook?for=me"}).json()
        job_id = ticket["job_id"]
        assert user.post_to_s3(ticket, b"no photo").status_code == 204
        (webhook,) = receiver.wait_for(job_id)
        user.settle_webhooks()
        secret, deliveries = client.webhook_secret(), client.deliveries(job_id)

    event = standardwebhooks.Webhook(secret).verify(webhook.body, webhook.headers)
    status = user.http.get(f"/status/{job_id}").json()
    assert (event["type"], event["data"]) == ("job.failed", status)
    assert webhooks.unwrap(webhook.body, webhook.headers, secret).job.error is not None
    assert [(one.delivered, one.status) for one in deliveries.deliveries] == [(True, 204)]
    assert deliveries.webhook_id == webhook.headers["webhook-id"]


def test_only_this_machine_is_excepted(system: LocalSystem) -> None:
    user = ApiUser(system)
    for url in ("http://10.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://127.0.0.1/", "ftp://x.org/"):
        answer = user.http.get("/presigned-url", params={"webhook_url": url})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:petavatar:problem:invalid-choice")
