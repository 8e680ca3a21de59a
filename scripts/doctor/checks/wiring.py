"""Checks of what invokes the functions: routes, the queue's mapping, the event rule for new uploads."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from deployment.finish import event_permissions, find_api
from deployment.monitoring.alarms import EVENT_HANDLER, WEBHOOK_WORKER, WORKER
from deployment.stage import STAGE, RateLimit
from deployment.topology import EventRule
from deployment.workers import mappings_of, queue_of
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

_GATEWAY_ROUTES: Final = ("OPTIONS ", "$default")


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of the API, the mappings, the rule, and the destination of failed events."""
    names, topology = sandbox.names, sandbox.topology
    yield Check(subject=f"API {topology.api}", ok="its routes match the topology", inspect=_routes, fix=sandbox.deploy)
    yield Check(
        subject=f"stage of API {topology.api}",
        ok="it has its rate limit and an access log",
        inspect=_stage,
        fix=sandbox.finish,
    )
    for worker, work, waiting in (
        (WORKER, "jobs", "jobs stay queued"),
        (WEBHOOK_WORKER, "webhooks", "webhooks are not sent"),
    ):
        yield Check(
            subject=f"mapping of {queue_of(names, worker)}",
            ok="each worker gets one message at a time, and the number of workers is limited",
            inspect=partial(_mapping, worker=worker, work=work, waiting=waiting),
            fix=sandbox.finish,
        )
    for event in topology.events:
        yield Check(
            subject=f"rule {topology.rule_name(event)}",
            ok="it is on and invokes its function",
            inspect=partial(_rule, event=event),
            fix=sandbox.deploy,
        )
    yield Check(
        subject=f"failed events of {names.function(EVENT_HANDLER)}",
        ok="they go to a dead-letter queue",
        inspect=_failed_events,
        fix=sandbox.finish,
    )


def _stage(sandbox: Sandbox) -> Iterator[Issue]:
    gateway = sandbox.client("apigatewayv2")
    api = find_api(gateway, sandbox.names)
    if api is None:
        # The check of its routes says so.
        return
    stage = gateway.get_stage(ApiId=api["ApiId"], StageName=STAGE)
    wanted, limit = RateLimit.of(sandbox.names.sandbox), stage.get("DefaultRouteSettings", {})
    if (limit.get("ThrottlingRateLimit"), limit.get("ThrottlingBurstLimit")) != (wanted.per_second, wanted.burst):
        yield Issue(f"its rate limit is not {wanted.per_second:g} a second, bursts of {wanted.burst}", Level.WARNING)
    if stage.get("AccessLogSettings", {}).get("DestinationArn") != sandbox.names.access_log_arn:
        yield Issue("it has no access log", Level.WARNING)


def _routes(sandbox: Sandbox) -> Iterator[Issue]:
    gateway = sandbox.client("apigatewayv2")
    found = find_api(gateway, sandbox.names)
    if found is None:
        yield Issue("this API does not exist")
        return
    api = found["ApiId"]
    present = {route["RouteKey"]: route.get("Target", "") for route in _items(gateway, "get_routes", api)}
    targets = {
        f"integrations/{one['IntegrationId']}": one.get("IntegrationUri", "")
        for one in _items(gateway, "get_integrations", api)
    }
    wanted = {f"{route.method} {route.path}": route.function for route in sandbox.topology.routes}
    if missing := sorted(wanted.keys() - present.keys()):
        yield Issue(f"{', '.join(missing)} is missing")
    for key in sorted(wanted.keys() & present.keys()):
        if sandbox.topology.lambda_name(wanted[key]) not in targets.get(present[key], ""):
            yield Issue(f"{key} does not invoke {sandbox.topology.lambda_name(wanted[key])}")
    if more := sorted(key for key in present.keys() - wanted.keys() if not key.startswith(_GATEWAY_ROUTES)):
        yield Issue(f"routes that this version does not have: {', '.join(more)}", Level.WARNING)


def _items(gateway: Any, operation: str, api: str) -> Iterator[dict[str, Any]]:
    for page in gateway.get_paginator(operation).paginate(ApiId=api):
        yield from page["Items"]


def _mapping(sandbox: Sandbox, *, worker: str, work: str, waiting: str) -> Iterator[Issue]:
    mappings = mappings_of(sandbox.client("lambda"), sandbox.names, worker)
    if not mappings:
        yield Issue(f"{waiting}: the queue is not mapped to the worker", fix=sandbox.deploy)
    for mapping in mappings:
        update = f"aws lambda update-event-source-mapping --uuid {mapping['UUID']}"
        if mapping["State"] not in ("Enabled", "Enabling", "Creating", "Updating"):
            yield Issue(f"{waiting}: it is off", fix=f"{update} --enabled")
        if mapping["BatchSize"] != 1:
            yield Issue(f"a worker gets {mapping['BatchSize']} {work} at once", fix=f"{update} --batch-size 1")
        if "MaximumConcurrency" not in mapping.get("ScalingConfig", {}):
            yield Issue("nothing limits how many workers run at once", Level.WARNING)


def _rule(sandbox: Sandbox, *, event: EventRule) -> Iterator[Issue]:
    events = sandbox.client("events")
    name = sandbox.topology.rule_name(event)
    rule = events.describe_rule(Name=name)
    if rule["State"] != "ENABLED":
        yield Issue("dropped files start no job: it is off", fix=f"aws events enable-rule --name {name}")
    if json.loads(rule["EventPattern"]) != json.loads(event.pattern):
        yield Issue("its pattern does not match the topology")
    targets = [target["Arn"] for target in events.list_targets_by_rule(Rule=name)["Targets"]]
    if not any(arn.endswith(f":{sandbox.topology.lambda_name(event.function)}") for arn in targets):
        yield Issue("dropped files start no job: it does not invoke its function")
    permissions = event_permissions(sandbox.client("lambda"), sandbox.names)
    if not permissions:
        yield Issue("dropped files start no job: it may not invoke its function", fix=sandbox.finish)
    elif not all(permissions.values()):
        yield Issue("rules of other accounts may invoke its function too", Level.WARNING, sandbox.finish)


def _failed_events(sandbox: Sandbox) -> Iterator[Issue]:
    names = sandbox.names
    pages = sandbox.client("lambda").list_function_event_invoke_configs(FunctionName=names.function(EVENT_HANDLER))
    destinations = {
        config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        for config in pages["FunctionEventInvokeConfigs"]
    }
    if names.queue_arn(names.upload_events_dead_letter_queue) not in destinations:
        yield Issue("an upload event is lost if the function fails")
