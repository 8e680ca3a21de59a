"""The operator's command for API keys: several at once, shown once, and none lost to another change."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from deployment.infrastructure.api_keys import ensure_secret
from deployment.infrastructure.key_ring import MAX_BYTES, KeyRing, KeyRingError
from deployment.names import Names
from scripts.api_keys import create, main
from tests.integration.local.key_desk import Desk
from tests.support.engines.place import REGION, Engine

pytestmark = [pytest.mark.usefixtures("in_the_engine"), pytest.mark.needs("sandbox", "secret-versions")]


@pytest.fixture
def desk(engine: Engine, client: Callable[[str], Any], names: Names) -> Desk:
    """Of a sandbox with the secret alone: nothing here looks at the rest."""
    first = ensure_secret(client("secretsmanager"), names.secret)
    assert first.key is not None
    return Desk(engine, client, names, first.key)


@contextmanager
def before_the_swap(ring: KeyRing, act: Callable[[], object]) -> Iterator[None]:
    """Lets somebody act between a ring's reading of the keys and the end of its own change."""
    name = "provide-client-params.secrets-manager.UpdateSecretVersionStage"

    def note(**_: Any) -> None:
        act()

    ring.secretsmanager.meta.events.register(name, note)
    yield
    ring.secretsmanager.meta.events.unregister(name, note)


class TestTheCommand:
    def test_a_new_key_is_alone_on_standard_output_and_opens_the_api(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert desk.run("create", "--label", "Ana's tests") == 0

        shown = capsys.readouterr()
        key = shown.out.strip()
        assert re.fullmatch(r"pa_[\w-]{43}", key)
        assert key not in shown.err
        assert "60 seconds" in shown.err
        assert desk.opens(key)
        assert desk.opens(desk.first_key)
        assert desk.entries()[1]["label"] == "Ana's tests"

    def test_no_key_is_kept_anywhere(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.run("create")

        key = capsys.readouterr().out.strip()
        assert key not in json.dumps(desk.entries())

    def test_the_list_shows_neither_keys_nor_hashes(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.run("create", "--label", "a partner")
        capsys.readouterr()

        assert desk.run("list") == 0

        shown = capsys.readouterr().out
        assert all(key_id in shown for key_id in desk.ids())
        assert "a partner" in shown
        assert desk.first_key not in shown
        assert not any(entry["sha256"] in shown for entry in desk.entries())

    def test_a_rotated_key_hands_its_label_on_and_stays_valid(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.run("create", "--label", "a partner")
        old = capsys.readouterr().out.strip()

        assert desk.run("rotate", desk.ids()[1]) == 0

        shown = capsys.readouterr()
        assert desk.opens(shown.out.strip())
        assert desk.opens(old)
        assert "until you revoke it" in shown.err
        assert desk.labels() == [None, "a partner", "a partner"]

    def test_a_new_key_opens_its_owners_jobs_unless_it_says_otherwise(self, desk: Desk) -> None:
        desk.run("create")
        desk.run("create", "--scope", "all", "--jobs-per-day", "10", "--usd-per-month", "2.5")

        assert [entry["scope"] for entry in desk.entries()] == ["own", "own", "all"]
        assert (desk.entries()[2]["jobs_per_day"], desk.entries()[2]["usd_per_month"]) == (10, 2.5)

    def test_a_rotated_key_hands_owner_scope_and_limits_on(self, desk: Desk) -> None:
        desk.run("create", "--scope", "all", "--jobs-per-day", "10", "--usd-per-month", "2.5")

        assert desk.run("rotate", desk.ids()[1]) == 0

        names = ("owner", "scope", "jobs_per_day", "usd_per_month")
        old, new = ({name: entry[name] for name in names} for entry in desk.entries()[1:])
        assert new == old

    def test_a_key_of_version_1_stays_open_to_all_when_it_is_rotated(self, desk: Desk) -> None:
        desk.set_secret(json.dumps({"keys": [{"id": "1", "sha256": "0" * 64}]}))

        assert desk.run("rotate", "1") == 0

        assert [entry["scope"] for entry in desk.entries()] == ["all", "all"]

    def test_every_change_keeps_what_else_the_secret_holds(self, desk: Desk) -> None:
        before = {name: value for name, value in json.loads(desk.secret()).items() if name != "keys"}

        for arguments in (["create"], ["rotate", desk.ids()[0]], ["revoke", desk.ids()[0]]):
            assert desk.run(*arguments) == 0

        assert before
        assert {name: value for name, value in json.loads(desk.secret()).items() if name != "keys"} == before

    def test_a_rotated_key_may_expire_by_itself_and_is_dropped_then(
        self, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (old,) = desk.ids()

        assert desk.run("rotate", old, "--expire-old-after", "0.5") == 0
        new = capsys.readouterr().out.strip()
        assert desk.opens(desk.first_key)
        desk.run("list")
        assert "until 20" in capsys.readouterr().out
        desk.set_secret(re.sub(r'"expires_at": "\d{4}', '"expires_at": "2020', json.dumps({"keys": desk.entries()})))
        assert not desk.opens(desk.first_key)
        assert desk.opens(new)

        assert desk.run("create") == 0
        assert old not in desk.ids()

    def test_a_revoked_key_opens_nothing(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.run("create")

        assert desk.run("revoke", desk.ids()[0]) == 0

        assert not desk.opens(desk.first_key)
        assert "60 seconds" in capsys.readouterr().err

    def test_the_last_key_is_revoked_by_force_alone(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        (last,) = desk.ids()

        assert desk.run("revoke", last) == 2
        assert "--force" in capsys.readouterr().err
        assert desk.opens(desk.first_key)

        assert desk.run("revoke", last, "--force") == 0
        assert desk.ids() == []

    @pytest.mark.parametrize("command", ["rotate", "revoke"])
    def test_an_unknown_key_is_told(self, desk: Desk, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert desk.run(command, "nobody") == 2
        assert "no key nobody" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "wrong",
        [["create", "--label", ""], ["create", "--label", "x" * 65], ["create", "--label", "a\nb"], [], ["forget"]]
        + [["rotate", "x", "--expire-old-after", hours] for hours in ("0", "-1", "soon", "nan", "inf", "9999999")]
        + [["create", "--jobs-per-day", number] for number in ("-1", "1.5", "many", "9" * 10)]
        + [["create", "--usd-per-month", number] for number in ("-1", "nan", "inf", "much")]
        + [["create", "--scope", "some"]],
    )
    def test_what_makes_no_sense_is_refused(self, desk: Desk, wrong: list[str]) -> None:
        with pytest.raises(SystemExit, match="2"):
            desk.run(*wrong)

    def test_a_senseless_sandbox_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "My_Sandbox", "--region", REGION, "list"]) == 2
        assert "My_Sandbox" in capsys.readouterr().err

    def test_without_a_secret_it_stops(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--sandbox", "elsewhere", "--region", REGION, "list"]) == 1
        assert "ResourceNotFoundException" in capsys.readouterr().err

    @pytest.mark.parametrize("secret", ["no json", "[]", '{"keys": [{"id": "1"}]}', '{"keys": [1]}'])
    def test_a_secret_that_makes_no_sense_is_left_alone(
        self, desk: Desk, secret: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.set_secret(secret)

        assert desk.run("create") == 1

        shown = capsys.readouterr()
        assert shown.out == ""
        assert "does not hold keys" in shown.err
        assert desk.secret() == secret

    def test_a_full_secret_is_told_and_left_alone(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        entry = {"id": "1", "sha256": "0" * 64, "label": ""}
        spare = MAX_BYTES - len(json.dumps({"keys": [entry]}))
        full = json.dumps({"keys": [{**entry, "label": "x" * spare}]})
        desk.set_secret(full)

        assert desk.run("create") == 1

        shown = capsys.readouterr()
        assert shown.out == ""
        assert "65,536 bytes" in shown.err
        assert desk.secret() == full


class TestTwoOperatorsAtOnce:
    def test_a_key_that_another_adds_meanwhile_is_not_lost(self, desk: Desk) -> None:
        mine, made = desk.ring(), []

        with before_the_swap(mine, lambda: made or made.append(create(desk.ring(), "theirs"))):
            create(mine, "mine")

        assert desk.labels() == [None, "theirs", "mine"]

    def test_a_change_whose_answer_was_lost_is_not_made_twice(self, desk: Desk) -> None:
        mine, stage = desk.ring(), desk.ring().secretsmanager.update_secret_version_stage
        name = "provide-client-params.secrets-manager.UpdateSecretVersionStage"

        # The first request arrives; the SDK has no answer and sends it again.
        mine.secretsmanager.meta.events.register(name, lambda params, **_: stage(**params) and None)
        create(mine, "mine")

        assert desk.labels() == [None, "mine"]

    def test_somebody_who_is_always_late_is_told_and_shown_no_key(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mine = desk.ring()

        with before_the_swap(mine, lambda: create(desk.ring(), None)), pytest.raises(KeyRingError, match="try again"):
            create(mine, "mine")

        assert not [entry for entry in desk.entries() if entry.get("label") == "mine"]

    def test_many_at_once_all_get_their_keys(self, desk: Desk) -> None:
        with ThreadPoolExecutor(4) as desks:
            made = list(desks.map(lambda ring: create(ring, None), [desk.ring() for _ in range(4)]))

        assert {fresh.entry["id"] for fresh in made} <= set(desk.ids())


class TestWebhookSecrets:
    def test_each_owner_has_one_and_a_rotation_leaves_the_old_one_valid_for_a_while(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        owner = desk.entries()[0]["owner"]

        def show(*arguments: str) -> str:
            assert desk.run("webhook-secret", *arguments) == 0
            return capsys.readouterr().out.strip()

        first, nobodys = show(owner), show("-")
        second = show(owner, "--rotate")

        assert len({first, nobodys, second}) == 3
        assert show(owner) == second
        assert [secret.text for secret in desk.ring().webhook_secrets(owner)] == [second, first]
        assert [secret.text for secret in desk.ring().webhook_secrets("")] == [nobodys]
        assert desk.opens(desk.first_key)

    def test_a_deployment_of_version_1_has_none_until_a_rotation(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.set_secret(json.dumps({"keys": desk.entries()}))

        assert desk.run("webhook-secret", "-") == 2
        assert "There are no webhook secrets yet" in capsys.readouterr().err
        assert desk.run("webhook-secret", "-", "--rotate") == 0

    @pytest.mark.parametrize("owner", ["x", "0123456789ABCDEF", ""])
    def test_an_owner_is_sixteen_digits(self, desk: Desk, owner: str) -> None:
        with pytest.raises(SystemExit) as ended:
            desk.run("webhook-secret", owner)

        assert ended.value.code == 2
