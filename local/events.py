"""How the engine hands an event to a function: as AWS does, again if that fails, and at last to the queue for failures.

ministack hands it over once, so an upload whose function died had no job, or no end that anybody heard of.
"""

import json


def retry_events() -> None:
    """Has the events of rules delivered as events of asynchronous calls are, which ministack retries."""
    from ministack.services import eventbridge, lambda_svc

    def dispatch(arn: str, payload: str) -> None:
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if function and config:
            lambda_svc.invoke_async_with_retry(
                lambda_svc._execution_record_for_config(function, config), json.loads(payload)
            )

    eventbridge._dispatch_to_lambda = dispatch
