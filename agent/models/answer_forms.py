"""The forms in which a text model can be asked for one record, from the strictest to the freest.

Models differ in what they take, and change it: some refuse to be forced, some refuse structured output, some both.
"""

import json
from enum import StrEnum
from typing import Any, Final, Self

from botocore.exceptions import ClientError

from agent import COMPONENT
from agent.models.json_schema import closed_schema, json_schema_of
from agent.schemas import Schema
from petavatar.errors import ModelUnsuitable
from petavatar.telemetry import logger

_INSTRUCTION: Final = (
    "Answer by calling the tool {tool} exactly once, and with nothing else. If you can't call it, answer with the "
    "tool's input instead: one JSON object that fits its schema, without any other text."
)
# Words of Bedrock and of the models; there is no error code for it.
_ABOUT_FORCING: Final = ("tool_choice", "toolchoice", "tool choice", "tool use", "thinking")
_ABOUT_PICTURES: Final = "support the image"


class AnswerForm(StrEnum):
    """One form of answer, in the order in which they are tried."""

    FORCED_TOOL = "forced tool"
    STRUCTURED_OUTPUT = "structured output"
    FREE_TOOL = "free tool choice"

    @property
    def next(self) -> Self | None:
        """The next freer form; None after the last one."""
        forms = list(type(self))
        return next(iter(forms[forms.index(self) + 1 :]), None)

    def parameters(self, schema: type[Schema], tool: str, system: str) -> dict[str, Any]:
        """The parameters of Converse that ask for a record in this form.

        Args:
            schema: the record's class.
            tool: the name of the tool, or of the schema.
            system: the system prompt.
        """
        instructions = [{"text": system}]
        json_schema = json_schema_of(schema)
        if self is AnswerForm.STRUCTURED_OUTPUT:
            text = {"jsonSchema": {"name": tool, "schema": json.dumps(closed_schema(json_schema))}}
            output = {"textFormat": {"type": "json_schema", "structure": text}}
            return {"system": instructions, "outputConfig": output}
        choice: dict[str, Any] = {"tool": {"name": tool}}
        if self is AnswerForm.FREE_TOOL:
            instructions.append({"text": _INSTRUCTION.format(tool=tool)})
            choice = {"auto": {}}
        spec = {"name": tool, "description": schema.__doc__, "inputSchema": {"json": json_schema}}
        return {"system": instructions, "toolConfig": {"tools": [{"toolSpec": spec}], "toolChoice": choice}}

    def is_refused(self, error: Exception) -> bool:
        """Whether an error means that the model does not take this form.

        A model that can't be forced is known by the error's words. Of the freer forms every objection counts: the
        model has refused one form already, and its words for the others are not known.
        """
        message = _objection(error)
        if not message or _ABOUT_PICTURES in message:
            return False
        return self is not AnswerForm.FORCED_TOOL or any(word in message for word in _ABOUT_FORCING)

    def after_refusal(self, model_id: str, job_id: str, error: ClientError) -> Self:
        """The form to try after a model has refused this one.

        Raises:
            ModelUnsuitable: after the last one.
        """
        details = {"component": COMPONENT, "operation": "ask", "model": model_id, "form": self, "job_id": job_id}
        if self.next is None:
            logger.error("the text model refuses every form of answer: deploy the agent with another", extra=details)
            raise unsuitable(model_id) from error
        logger.info("the model refuses a form of answer", extra=details)
        return self.next


def sees_no_pictures(error: ClientError) -> bool:
    """Whether a model has refused a request since there was a picture in it."""
    return _ABOUT_PICTURES in _objection(error)


def unsuitable(model_id: str) -> ModelUnsuitable:
    """The problem of a model that can't do the work, whatever the photo."""
    return ModelUnsuitable(
        f"The model {model_id} can't do this work: this deployment's operator has to choose another."
    )


def _objection(error: Exception) -> str:
    """A model's words against the form of a request, in small letters; empty for any other error."""
    if not isinstance(error, ClientError) or error.response["Error"].get("Code") != "ValidationException":
        return ""
    return str(error.response["Error"].get("Message") or "no words").lower()
