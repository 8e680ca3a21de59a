"""The Bedrock client: every call to a model by a step.

Claude is called through Converse for a record whose schema is a pydantic class, in the strictest form that the model
takes (see `agent.models.answer_forms`). Each process remembers which form that is.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from agent import COMPONENT
from agent.budget import Budget
from agent.control import RunControl
from agent.models.answer_forms import AnswerForm
from agent.models.body import whole
from agent.models.quotes import image_quote, text_quote
from agent.models.retry import call_model, pay, refused
from agent.schemas import Schema
from petavatar.aws import refuse_cut_answers
from petavatar.errors import AgentFailure, ModelUnavailable, ModelUnsuitable, Problem
from petavatar.telemetry import logger

MAX_TOKENS: Final = 4000
OFFLINE_HEADER: Final = "x-petavatar-offline"
"""A response header in which an offline stand-in for Bedrock names itself."""

_MOST_REASONS: Final = 10
_REFUSALS: Final = frozenset({"guardrail_intervened", "content_filtered", "refusal"})
Message = dict[str, Any]


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
        faults: Callable[[S], Sequence[str]] = lambda _: (),
    ) -> S:
        """Asks a text model for one record of a schema. An invalid reply is sent back once, with the reasons.

        A valid one in which `faults` finds any goes back once, too. Of two valid replies the one with fewer faults
        counts, and the first one where there is no second: a text that limps is better than none.

        Raises:
            Problem: if the model can't be reached, refuses, or gives two invalid replies.
        """
        messages: list[Message] = [{"role": "user", "content": content}]
        usable: list[tuple[int, S]] = []
        for _ in range(2):
            try:
                reply = self._converse(schema, tool, model_id, system, messages, control)
            except Problem:
                if usable:
                    break
                raise
            record, reasons = _read(schema, tool, reply)
            if record is not None:
                found = faults(record)
                if not found:
                    return record
                usable.append((len(found), record))
                reply, reasons = _as_read(reply, record), "; ".join(found[:_MOST_REASONS])
            messages += [reply, _send_back(reply, reasons)]
        if not usable:
            raise AgentFailure("A model did not give a usable answer. Please try again.")
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
            if not form.is_refused(error):
                raise ModelUnavailable("A model rejected the request. Please try again later.") from error
            self._forms[model_id] = _next_form(form, model_id, control.job_id, error)
            return self._converse(schema, tool, model_id, system, messages, control)
        self._note(model_id, answer)
        control.usage.add_answer("text", answer["usage"])
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


def _next_form(form: AnswerForm, model_id: str, job_id: str, error: ClientError) -> AnswerForm:
    """The form to try after a model has refused one.

    Raises:
        ModelUnsuitable: after the last one.
    """
    details = {"component": COMPONENT, "operation": "ask", "model": model_id, "form": form, "job_id": job_id}
    if form.next is None:
        logger.error("the text model refuses every form of answer: deploy the agent with another", extra=details)
        raise ModelUnsuitable(
            "This deployment's text model can't do this work: its operator has to choose another one."
        ) from error
    logger.info("the model refuses a form of answer", extra=details)
    return form.next


def _read[S: Schema](schema: type[S], tool: str, reply: Message) -> tuple[S | None, str]:
    """The record in a reply, or why it is invalid. Blocks are picked by kind, because thinking may come first."""
    try:
        for block in reply["content"]:
            if "toolUse" in block and block["toolUse"]["name"] == tool:
                return schema.model_validate(block["toolUse"]["input"]), ""
        text = "".join(block["text"] for block in reply["content"] if "text" in block)
        return schema.model_validate_json(text[text.find("{") : text.rfind("}") + 1]), ""
    except ValidationError as error:
        return None, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:_MOST_REASONS])


def _as_read(reply: Message, record: Schema) -> Message:
    """A reply as it was read: the record instead of its words, which may repeat what was written inside a photo."""
    value = record.model_dump(mode="json")
    blocks = [
        {"toolUse": {**block["toolUse"], "input": value}} if "toolUse" in block else block
        for block in reply["content"]
        if "text" not in block
    ]
    if not any("toolUse" in block for block in blocks):
        blocks.append({"text": json.dumps(value)})
    return {**reply, "content": blocks}


def _send_back(reply: Message, reasons: str) -> Message:
    text = f"That is not a valid record ({reasons}). Record it again, whole and corrected."
    uses = [block["toolUse"] for block in reply["content"] if "toolUse" in block]
    if not uses:
        return {"role": "user", "content": [{"text": text}]}
    results = [
        {"toolResult": {"toolUseId": use["toolUseId"], "status": "error", "content": [{"text": text}]}} for use in uses
    ]
    return {"role": "user", "content": results}
