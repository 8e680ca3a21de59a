"""Passes requests on to Amazon Bedrock, signed with the user's own credentials."""

import json
from collections.abc import Mapping
from typing import Any, Final

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import URLLib3Session

from agent.models.quotes import Quote, image_quote, text_quote
from agent.models.retry import is_free, is_free_status
from local.bedrock.errors import BedrockError
from local.models.calls import JSON, ModelAnswer, ModelCall
from local.models.choice import BedrockChoice
from local.models.credentials import BEARER, reason_of, refusal
from local.models.ledger import Ledger

_TIMEOUT_S: Final = 120
# Between the model and the agent, hop by hop.
_ANSWERED: Final = ("content-type", "x-amzn-requestid", "x-amzn-errortype")


class BedrockForwarder:
    """Signs and sends. Thread-safe."""

    def __init__(self, choice: BedrockChoice, ledger: Ledger, environment: Mapping[str, str]) -> None:
        """Finds the credentials; they are read again when they run out.

        Args:
            choice: profile and regions.
            ledger: counts what calls cost.
            environment: this process's environment, for a Bedrock API key.
        """
        self._choice = choice
        self._ledger = ledger
        self._session = boto3.Session(profile_name=choice.profile)
        self._bearer = environment.get(BEARER)
        regions = {"converse": choice.region, "invoke": choice.models.image_region}
        self._places = {operation: (region, self._address(region)) for operation, region in regions.items()}
        self._http = URLLib3Session(timeout=_TIMEOUT_S)

    def answer(self, call: ModelCall) -> ModelAnswer:
        """Sends a request on and returns the answer as it is.

        Raises:
            BedrockError: if there is none.
            CostLimit: if the call could pass the limit.
        """
        quote = self._quote(call)
        with self._ledger.paying(quote.worst) as payment:
            try:
                answer = self._sent(call)
            except BotoCoreError as error:
                if is_free(error):
                    payment.cost = 0
                self._ledger.report(reason_of(error, self._choice))
                raise BedrockError("ServiceUnavailableException", "Bedrock did not answer.") from error
            payment.cost = _cost(answer, quote)
        code = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
        if problem := refusal(code, self._choice, call.model_id, self._places[call.operation][0]):
            self._ledger.report(problem)
        return answer

    def _quote(self, call: ModelCall) -> Quote:
        if call.operation == "invoke":
            return image_quote(self._ledger.budget, call.model_id)
        return text_quote(self._ledger.budget, {**call.data(), "modelId": call.model_id})

    def _address(self, region: str) -> str:
        address: str = self._session.client("bedrock-runtime", region_name=region).meta.endpoint_url
        return address

    def _sent(self, call: ModelCall) -> ModelAnswer:
        region, address = self._places[call.operation]
        request = AWSRequest("POST", address + call.raw_path, dict(call.headers), call.body)
        if self._bearer:
            request.headers["Authorization"] = f"Bearer {self._bearer}"
        else:
            credentials: Any = self._session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            SigV4Auth(credentials.get_frozen_credentials(), "bedrock", region).add_auth(request)
        response = self._http.send(request.prepare())
        headers = {name: response.headers[name] for name in _ANSWERED if name in response.headers}
        return ModelAnswer(response.status_code, response.content, {"content-type": JSON} | headers)


def _cost(answer: ModelAnswer, quote: Quote) -> int:
    """What an answer costs. A failure on the way may have been worked on, and so counts as the worst case."""
    if answer.status == 200:
        return quote.by(json.loads(answer.body))
    return 0 if is_free_status(answer.status) else quote.worst
