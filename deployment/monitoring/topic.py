"""The topic that alarms notify, and who hears of it."""

from typing import Any

from deployment.names import Names


def ensure_topic(sns: Any, names: Names, email: str | None = None) -> str:
    """Makes the topic, and subscribes an e-mail address that is not subscribed yet.

    AWS writes to the address, which hears nothing until its owner confirms.

    Args:
        sns: the client.
        names: the sandbox's names.
        email: who is to be notified; None to leave the subscribers as they are.

    Returns:
        The topic's ARN.

    Raises:
        ClientError: if AWS refuses.
    """
    arn: str = sns.create_topic(Name=names.alarm_topic)["TopicArn"]
    if email and email not in _subscribers(sns, arn):
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=email)
    return arn


def _subscribers(sns: Any, topic_arn: str) -> set[str]:
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn)
    return {subscription["Endpoint"] for page in pages for subscription in page["Subscriptions"]}
