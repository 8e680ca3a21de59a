"""One request of the agent to a model, as the servers of real models take it, and one answer."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local.bedrock.errors import BedrockError, invalid

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A request.

    Attributes:
        operation: `converse` or `invoke`.
        model_id: the model.
        raw_path: the path as it came, still encoded.
        body: its body.
        headers: those that go on to the model.
    """

    operation: str
    model_id: str
    raw_path: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str]

    @property
    def job_id(self) -> str:
        """The job that the request says it is for; empty if it says none."""
        if self.operation == "converse":
            metadata = self.data().get("requestMetadata", {})
        else:
            metadata = json.loads(self.headers.get("x-amzn-bedrock-request-metadata", "{}"))
        return str(metadata.get("job_id", ""))

    def data(self) -> dict[str, Any]:
        """The body as data, the bytes of pictures decoded, as boto3 takes them.

        Raises:
            BedrockError: if it is not JSON.
        """
        try:
            data: dict[str, Any] = json.loads(self.body)
        except ValueError as error:
            raise invalid("The request body is not valid JSON.") from error
        for message in data.get("messages", []):
            for block in message["content"]:
                if "image" in block:
                    source = block["image"]["source"]
                    source["bytes"] = base64.b64decode(source["bytes"])
        return data


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer: its status, body and headers."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


def answer_with(data: Mapping[str, Any]) -> ModelAnswer:
    """A successful answer."""
    return ModelAnswer(200, json.dumps(data).encode())


def error_answer(error: BedrockError) -> ModelAnswer:
    """An error, in the form of Bedrock's."""
    return ModelAnswer(error.status, json.dumps({"message": str(error)}).encode(), {"x-amzn-errortype": error.code})
