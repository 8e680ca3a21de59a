"""The Bedrock client: every call to a model by a step.

Claude is called through Converse for a record whose schema is a pydantic class, in the strictest form that the model
takes (see `agent.models.answer_forms`). Each process remembers which form that is.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError

from agent import COMPONENT
from agent.budget import Budget
from agent.control import Role, RunControl
from agent.models.answer_forms import AnswerForm, sees_no_pictures, unsuitable
from agent.models.body import whole
from agent.models.quotes import image_quote, text_quote
from agent.models.records import Message, as_read, read_record, send_back
from agent.models.retry import call_model, pay, refused
from agent.schemas import Schema
from petavatar.aws import refuse_cut_answers
from petavatar.errors import AgentFailure, ModelUnavailable, Problem
from petavatar.telemetry import logger

MAX_TOKENS: Final = 4000
OFFLINE_HEADER: Final = "x-petavatar-offline"
"""A response header in which an offline stand-in for Bedrock names itself."""

_MOST_REASONS: Final = 10
_REFUSALS: Final = frozenset({"guardrail_intervened", "content_filtered", "refusal"})


@dataclass(slots=True)
class Bedrock:
    """Text and image models behind two clients, because an image model may be in another region."""

    text_client: Any
    image_client: Any
    _forms: dict[str, AnswerForm] = field(default_factory=dict)
    _stand_ins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for client in (self.text_client, self.image_client):
            refuse_cut_answers(client.meta.events)

    def model_name(self, model_id: str) -> str:
        """The name of the model that answered: the model id, or that of an offline stand-in."""
        return f"offline/{self._stand_ins[model_id]}" if model_id in self._stand_ins else model_id

    def is_offline(self, *model_ids: str) -> bool:
        """Whether any of the models is an offline stand-in, according to its answers."""
        return any(model_id in self._stand_ins for model_id in model_ids)

    def watch(self, client: Any, model_id: str) -> None:
        """Also notes stand-ins, and refuses answers cut off, for a client that other code uses."""
        refuse_cut_answers(client.meta.events)
        client.meta.events.register(
            "after-call.bedrock-runtime.Converse", lambda parsed, **_: self._note(model_id, parsed)
        )

    def ask[S: Schema](
        self,
        schema: type[S],
        *,
        tool: str,
        model_id: str,
        system: str,
        content: list[dict[str, Any]],
        control: RunControl,
        role: Role = "text",
        faults: Callable[[S], Sequence[str]] = lambda _: (),
    ) -> S:
        """Asks a text model for one record of a schema. An invalid reply is sent back once, with the reasons.

        A valid one in which `faults` finds any goes back once, too. Of two valid replies the one with fewer faults
        counts, and the first one where there is no second: a text that limps is better than none. The usage counts for
        the role.

        Raises:
            Problem: if the model can't be reached, refuses, or gives two invalid replies.
        """
        messages: list[Message] = [{"role": "user", "content": content}]
        usable: list[tuple[int, S]] = []
        for _ in range(2):
            try:
                reply = self._converse(schema, tool, model_id, system, messages, control, role)
            except Problem:
                if usable:
                    break
                raise
            record, reasons = read_record(schema, tool, reply)
            if record is not None:
                found = faults(record)
                if not found:
                    return record
                usable.append((len(found), record))
                reply, reasons = as_read(reply, record), "; ".join(found[:_MOST_REASONS])
            messages += [reply, send_back(reply, reasons)]
        if not usable:
            raise AgentFailure(f"The model {model_id} did not give a usable answer. Please try again.")
        details = {"component": COMPONENT, "operation": tool, "model": model_id, "job_id": control.job_id}
        logger.info("a record was kept with faults", extra=details)
        return min(usable, key=lambda one: one[0])[1]

    def _converse(
        self,
        schema: type[Schema],
        tool: str,
        model_id: str,
        system: str,
        messages: list[Message],
        control: RunControl,
        role: Role,
    ) -> Message:
        form = self._forms.get(model_id, AnswerForm.FORCED_TOOL)
        request: dict[str, Any] = {
            "modelId": model_id,
            "messages": messages,
            "inferenceConfig": {"maxTokens": MAX_TOKENS},
            "requestMetadata": request_metadata(control.job_id),
            **form.parameters(schema, tool, system),
        }
        try:
            answer = call_model(
                lambda: self.text_client.converse(**request),
                model_id=model_id,
                operation=tool,
                control=control,
                quote=text_quote(control.budget, request),
                is_expected=form.is_refused,
            )
        except ClientError as error:
            if sees_no_pictures(error):
                raise unsuitable(model_id) from error
            if not form.is_refused(error):
                raise ModelUnavailable("A model rejected the request. Please try again later.") from error
            self._forms[model_id] = form.after_refusal(model_id, control.job_id, error)
            return self._converse(schema, tool, model_id, system, messages, control, role)
        self._note(model_id, answer)
        control.usage.add_answer(role, answer["usage"])
        if answer["stopReason"] in _REFUSALS:
            raise refused()
        message: Message = answer["output"]["message"]
        return message

    def invoke_image(self, model_id: str, body: Mapping[str, Any], control: RunControl) -> dict[str, Any]:
        """Calls an image model with a request body of its family, and returns its response body.

        Raises:
            Problem: if the model can't be reached or refuses.
        """

        def invoke() -> tuple[dict[str, Any], bytes]:
            # The body comes after the headers and may be cut off, so reading it is part of the attempt.
            answer = self.image_client.invoke_model(
                modelId=model_id,
                body=json.dumps(body),
                contentType="application/json",
                accept="application/json",
                requestMetadata=json.dumps(request_metadata(control.job_id)),
            )
            return answer, whole(answer["body"])

        try:
            answer, raw = call_model(
                invoke,
                model_id=model_id,
                operation="generate_avatar_image",
                control=control,
                quote=image_quote(control.budget, model_id),
            )
            response: dict[str, Any] = json.loads(raw)
        except ClientError as error:
            raise ModelUnavailable("The image model rejected the request. Please try again later.") from error
        except ValueError as error:
            raise AgentFailure("The image model did not give a usable answer. Please try again.") from error
        self._note(model_id, answer)
        control.usage.add_image()
        return response

    def _note(self, model_id: str, answer: Mapping[str, Any]) -> None:
        name = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get(OFFLINE_HEADER)
        if name:
            self._stand_ins[model_id] = name


class PayingClient:
    """A client as Strands uses it, whose calls stay within a run's budget."""

    def __init__(self, client: Any, budget: Budget) -> None:
        self._client = client
        self._budget = budget
        self.meta = client.meta

    def converse(self, **request: Any) -> Any:
        """Calls the model.

        Raises:
            CostLimit: if the call does not fit the budget.
        """
        return pay(lambda: self._client.converse(**request), text_quote(self._budget, request), self._budget)


def request_metadata(job_id: str) -> dict[str, str]:
    """The metadata of a request in Bedrock's invocation log: its job."""
    return {"job_id": job_id}
