"""manage.py gate: its exit says whether it may go, and a what-if lets nothing go."""

import json
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from sharing.models import Question
from tests import make, make_sharing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(make.AT, tick=False):
        yield


def exit_of(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        call_command("gate", *arguments)
    return ended.value.code


def test_allowed_is_0(capsys: Any) -> None:
    ref = make_sharing.cleared().sharing.ref

    assert exit_of(ref) == 0
    assert capsys.readouterr().out == f"{ref}: may go now until 2027-05-23T00:00:00Z (policy 2)\n"
    assert Question.objects.get().is_allowed


def test_blocked_is_3_with_every_reason(capsys: Any) -> None:
    ref = make_sharing.scene().sharing.ref

    assert exit_of(ref) == 3
    assert capsys.readouterr().out.splitlines() == [
        f"{ref}: ready, but may not go now (policy 2)",
        f"  approval-missing  {ref}  0 of 1 approvals are given.",
        f"  clearance-missing  {ref}  No clearance has been issued.",
    ]


def test_a_what_if_is_4_and_never_a_token(capsys: Any) -> None:
    ref = make_sharing.cleared().sharing.ref

    assert exit_of(ref, "--at", "2026-12-01", "--json") == 4
    said = json.loads(capsys.readouterr().out)
    assert (said["hypothetical"], said["allowed"], said["at"]) == (True, True, "2026-12-01T00:00:00Z")
    assert said["clearance"]["token"] is None
    assert not Question.objects.exists()


def test_a_what_if_says_what_will_have_ended(capsys: Any) -> None:
    ref = make_sharing.cleared().sharing.ref

    assert exit_of(ref, "--at", "2027-06-01T10:00:00Z", "--json") == 4
    said = json.loads(capsys.readouterr().out)
    assert not said["allowed"]
    assert "item-outstanding" in {reason["code"] for reason in said["reasons"]}


def test_json_has_the_shape_of_the_api(capsys: Any) -> None:
    ref = make_sharing.scene().sharing.ref
    exit_of(ref, "--json")

    said = json.loads(capsys.readouterr().out)

    assert set(said) == {
        *("sharing", "allowed", "ready", "at", "policy", "valid_until", "reasons", "clearance", "hypothetical")
    }
    assert (said["at"], said["hypothetical"]) == ("2026-11-23T09:00:00Z", False)


@pytest.mark.parametrize(
    "arguments", [["SR-9999"], ["nonsense"], ["SR-0001", "--at", "soon"], ["SR-1", "--at", "2026-02-30"]]
)
def test_what_cannot_be_answered_is_2(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("gate", *arguments)

    assert refused.value.returncode == 2


def test_a_database_that_does_not_answer_is_2() -> None:
    ref = make_sharing.cleared().sharing.ref

    def down(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("no connection")

    with connection.execute_wrapper(down), pytest.raises(CommandError) as refused:
        call_command("gate", ref)

    assert refused.value.returncode == 2
