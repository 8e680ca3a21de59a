"""How the engine hands an event to a function: as AWS does, again if that fails, and at last to the queue for failures.

ministack hands it over once, so an upload whose function died had no job, or no end that anybody heard of.
"""

import contextvars
import json
import threading
import time
from typing import Any, Final

RETRIES_S: Final = (1.0, 2.0)
"""The pauses before the retries; on AWS a minute, and two."""


def retry_events() -> None:
    """Has the events of rules delivered as AWS's asynchronous calls are."""
    from ministack.services import eventbridge

    def dispatch(arn: str, payload: str) -> None:
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_deliver, arn, json.loads(payload)), daemon=True).start()

    eventbridge._dispatch_to_lambda = dispatch


def _deliver(arn: str, event: dict[str, Any]) -> None:
    """Calls a function until it succeeds, at most three times, each time as it is then.

    ministack's own retry of asynchronous calls goes on with the function of the first attempt, also once it is deleted.
    """
    from ministack.services import lambda_svc

    for pause in (0.0, *RETRIES_S):
        time.sleep(pause)
        function, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not (function and config):
            return
        record = lambda_svc._execution_record_for_config(function, config)
        result = lambda_svc._execute_function_with_config_scope(record, event)
        if not result.get("error"):
            return
    settings = record["event_invoke_config"] or record["event_invoke_configs"].get("$LATEST", {})
    if queue := settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"):
        lambda_svc._route_async_failure(queue, name, event, result)
