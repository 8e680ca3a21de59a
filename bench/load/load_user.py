"""What all users of the load test have in common: a key, and an eye for answers that are not the expected ones."""

import os
from collections.abc import Callable
from typing import Any, Final

from locust import FastHttpUser
from locust.exception import RescheduleTask

from bench.load.answers import complaint, pause_after

KEY: Final = "PETAVATAR_API_KEY"
"""The environment variable that holds the API key."""


class LoadUser(FastHttpUser):
    """A user with an API key, who sends it to the API alone.

    Attributes:
        pause_s: how long the last answer would have one wait, in seconds.
    """

    abstract = True
    # Locust's own default takes any certificate.
    insecure = False
    max_redirects = 0
    connection_timeout = 10.0
    network_timeout = 30.0
    pause_s = 0.0

    def ask(self, method: str, path: str, expected: int, name: str, **content: Any) -> dict[str, Any]:
        """Asks the API; what it answers.

        Raises:
            RescheduleTask: as `send`.
        """
        headers = {"x-api-key": os.environ[KEY]}
        answer: dict[str, Any] = self.send(method, path, expected, name, _json_of, headers=headers, **content)
        return answer

    def send[T](self, method: str, url: str, expected: int, name: str, read: Callable[[Any], T], **content: Any) -> T:
        """Sends a request; what is read from the answer.

        Raises:
            RescheduleTask: if the answer is not the expected one; it was counted as a failure.
        """
        with self.client.request(method, url, name=name, catch_response=True, **content) as response:
            self.pause_s = pause_after(response)
            if response.status_code == expected:
                try:
                    return read(response)
                except ValueError:
                    response.failure("not JSON")
            else:
                response.failure(complaint(response))
        raise RescheduleTask


def nothing(_: Any) -> None:
    """Reads nothing: S3 has nothing to say beside its status."""


def _json_of(response: Any) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    return body
