"""The topic that alarms notify, and its subscribers."""

from typing import Any

from deployment.names import Names


def ensure_topic(sns: Any, names: Names, email: str | None = None) -> str:
    """Creates the topic, and subscribes an e-mail address that is not subscribed yet.

    AWS first writes to the address; alarms reach it only after its owner confirms.

    Args:
        sns: the client.
        names: the sandbox's names.
        email: the address to notify; None to keep the subscribers.

    Returns:
        The topic's ARN.

    Raises:
        ClientError: if AWS refuses.
    """
    arn: str = sns.create_topic(Name=names.alarm_topic)["TopicArn"]
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
    if email and email not in pages.search("Subscriptions[].Endpoint"):
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=email)
    return arn
