"""An operator at work on the API keys of a sandbox in the engine."""

from collections.abc import Callable
from typing import Any

from deployment.infrastructure.key_ring import KeyRing
from deployment.names import Names
from petavatar.api_keys import ApiKeys
from petavatar.errors import Unauthorized
from scripts.api_keys import main
from tests.support.engines.place import Engine


class Desk:
    """A sandbox's keys, and an operator who looks after them."""

    def __init__(self, engine: Engine, client: Callable[[str], Any], names: Names, first_key: str) -> None:
        self._engine = engine
        self._client = client
        self.secret_id = names.secret
        self.first_key = first_key
        self.sandbox = ["--sandbox", names.sandbox, "--region", names.region]

    def ring(self) -> KeyRing:
        """The keys, as an operator at another desk sees them."""
        return KeyRing(self._engine.clients()("secretsmanager"), self.secret_id)

    def run(self, *arguments: str) -> int:
        return main([*self.sandbox, *arguments])

    def entries(self) -> list[Any]:
        return KeyRing(self._client("secretsmanager"), self.secret_id).entries()

    def ids(self) -> list[str]:
        return [entry["id"] for entry in self.entries()]

    def labels(self) -> list[str | None]:
        return [entry.get("label") for entry in self.entries()]

    def opens(self, key: str) -> bool:
        try:
            ApiKeys(self._client("secretsmanager"), self.secret_id).check(key)
        except Unauthorized:
            return False
        return True

    def set_secret(self, text: str) -> None:
        self._client("secretsmanager").put_secret_value(SecretId=self.secret_id, SecretString=text)

    def secret(self) -> str:
        return str(self._client("secretsmanager").get_secret_value(SecretId=self.secret_id)["SecretString"])
