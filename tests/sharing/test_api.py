"""The gate's API: who may ask what, and that nothing but a yes is a 2xx."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import ApiClient, Role
from history.models import NotAllowed
from sharing import actions
from sharing.actions.clients import note_use
from sharing.api import clients
from sharing.models import Decision, Question, SharingRequest, Transfer
from sharing.writers import keys
from tests import make, make_sharing
from tests.make_sharing import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    """The day of the scenes, a minute after what was approved in them."""
    with time_machine.travel(make.AT + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_sharing.cleared()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def program(scope: str = "ask", **fields: Any) -> dict[str, str]:
    return bearer(make_sharing.client(scope, **fields)[1])


def url(scene: Scene, what: str = "pass") -> str:
    return f"/api/v1/sharing/{scene.sharing.ref}/{what}"


def problem(response: Any) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    return body


def test_pass_answers_204_to_what_may_go_and_nothing_more(client: Client, scene: Scene) -> None:
    response = client.get(url(scene), headers=program())

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("what", ["pass", "check", "transfers"])
def test_no_other_method_is_a_yes(client: Client, method: str, what: str) -> None:
    scene = make_sharing.scene()

    response = client.generic(method, url(scene, what), "{}", content_type="application/json", headers=program())

    assert response.status_code == (405 if method != "POST" or what == "pass" else 200 if what == "check" else 403)


def test_pass_answers_head_alike(client: Client, scene: Scene) -> None:
    assert client.head(url(scene), headers=program()).status_code == 204
    actions.suspend(scene.sharing.ref, by=scene.approver, why="A test", at=make.AT)
    assert client.head(url(scene), headers=program()).status_code == 403


def test_pass_answers_whatever_the_asker_accepts(client: Client, scene: Scene) -> None:
    headers = {**program(), "Accept": "text/html"}

    assert client.get(url(scene), headers=headers).status_code == 204


def test_pass_answers_403_with_every_reason_to_what_may_not_go(client: Client) -> None:
    scene = make_sharing.scene()

    response = client.get(url(scene), headers=program())

    body = problem(response)
    assert (response.status_code, body["code"]) == (403, "blocked")
    assert [reason["code"] for reason in body["reasons"]] == ["approval-missing", "clearance-missing"]


def test_a_ready_request_that_nobody_approved_is_blocked_and_said_to_be_ready(client: Client) -> None:
    scene = make_sharing.scene()

    body = client.post(url(scene, "check"), headers=program()).json()

    assert (body["allowed"], body["ready"], body["clearance"], body["valid_until"]) == (False, True, None, None)


def test_check_explains_each_reason(client: Client, settings: Any) -> None:
    scene = make_sharing.scene({"title": "Penetration test"})
    type(scene.item).objects.update(status="submitted", accepted_answer=None)

    response = client.post(url(scene, "check"), headers=program())

    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"sharing", "allowed", "ready", "at", "policy", "valid_until", "reasons", "clearance"}
    assert body["at"] == "2026-11-23T09:01:00Z"
    assert body["reasons"][0] == {
        "code": "item-outstanding",
        "message": "Answered, waits for a security review.",
        "subject": f"{scene.checklist.ref}/B-01",
        "waits_for": [scene.reviewer.person.name],
        "due_on": "2026-11-23",
        "url": f"{settings.BASE_URL}/checklists/{scene.checklist.ref}/#B-01",
    }


def decoded(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, after its signature was verified by the published key."""
    head, body, signature = token.split(".")
    header, claims = (json.loads(keys.unb64(part)) for part in (head, body))
    published = {key["kid"]: key for key in Client().get("/.well-known/jwks.json").json()["keys"]}
    key = Ed25519PublicKey.from_public_bytes(keys.unb64(published[header["kid"]]["x"]))
    key.verify(keys.unb64(signature), f"{head}.{body}".encode())
    return header, claims


def test_what_may_go_gets_a_token_that_is_verified_offline(client: Client, scene: Scene, settings: Any) -> None:
    asking, token = make_sharing.client()

    body = client.post(url(scene, "check"), headers=bearer(token)).json()

    header, claims = decoded(body["clearance"]["token"])
    assert (body["allowed"], body["reasons"]) == (True, [])
    assert body["clearance"]["ref"] == scene.sharing.clearance.ref
    assert body["valid_until"] == body["clearance"]["valid_until"] == "2027-05-23T00:00:00Z"
    assert (header["alg"], claims["iss"], claims["sub"], claims["aud"]) == (
        "EdDSA",
        settings.BASE_URL,
        scene.sharing.ref,
        asking.ref,
    )
    assert claims["exp"] - claims["iat"] == settings.TOKEN_MINUTES * 60
    assert (claims["vendor"], claims["data_class"], claims["data_categories"], claims["purpose"]) == (
        scene.vendor.ref,
        "confidential",
        ["personal"],
        "First-line support",
    )
    assert claims["policy"] == body["policy"]
    assert len(claims["jti"]) > 10


def test_a_token_ends_with_the_clearance_where_that_is_earlier(client: Client, scene: Scene, settings: Any) -> None:
    settings.TOKEN_MINUTES = 60 * 24 * 365
    body = client.post(url(scene, "check"), headers=program()).json()

    _header, claims = decoded(body["clearance"]["token"])

    assert claims["exp"] == int(datetime(2027, 5, 23, tzinfo=UTC).timestamp())


def test_what_an_earlier_key_signed_stays_good_while_it_is_listed(client: Client, scene: Scene, settings: Any) -> None:
    before = client.get("/.well-known/jwks.json").json()["keys"][0]
    settings.CLEARANCE_KEY = base64.b64encode(b"n" * 32).decode()
    assert client.get(url(scene), headers=program()).status_code == 403

    settings.CLEARANCE_OLD_KEYS = [before["x"]]

    assert client.get(url(scene), headers=program()).status_code == 204
    listed = client.get("/.well-known/jwks.json").json()["keys"]
    new = Ed25519PrivateKey.from_private_bytes(b"n" * 32).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert [keys.unb64(key["x"]) for key in listed] == [new, keys.unb64(before["x"])]
    assert before in listed


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer two words"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer \xff\xfe"},
    ],
)
@pytest.mark.parametrize(("method", "what"), [("get", "pass"), ("post", "check"), ("post", "transfers"), ("get", "")])
def test_without_a_token_in_force_the_answer_is_401(
    client: Client, scene: Scene, headers: dict[str, str], method: str, what: str
) -> None:
    response = getattr(client, method)(url(scene, what), headers=headers)

    assert (response.status_code, problem(response)["code"]) == (401, "unauthorised")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_ended_or_was_revoked_is_401(client: Client, scene: Scene) -> None:
    ended = program(expires_at=make.AT)
    revoked = program(revoked_at=make.AT)

    assert client.get(url(scene), headers=ended).status_code == 401
    assert client.get(url(scene), headers=revoked).status_code == 401


@pytest.mark.parametrize("ref", ["SR-9999", "SR-1", "VEN-0001", "nonsense", "SR-99999999999999999999"])
@pytest.mark.parametrize(("method", "what"), [("get", "pass"), ("post", "check"), ("post", "transfers")])
def test_what_does_not_exist_is_404(client: Client, scene: Scene, ref: str, method: str, what: str) -> None:
    response = getattr(client, method)(f"/api/v1/sharing/{ref}/{what}", headers=program())

    assert (response.status_code, problem(response)["code"]) == (404, "not-found")


def test_a_client_limited_to_other_references_sees_nothing_of_this_one(client: Client, scene: Scene) -> None:
    assert client.get(url(scene), headers=program(references=["SR-0999"])).status_code == 404
    assert client.get(url(scene), headers=program(references=[scene.sharing.ref])).status_code == 204


def test_an_address_of_the_api_that_does_not_exist_is_a_problem_document_too(client: Client) -> None:
    response = client.get("/api/v1/vendors/", headers=program())

    assert (response.status_code, problem(response)["code"]) == (404, "not-found")


SCOPES = [
    ("ask", "get", "pass", 204),
    ("ask", "post", "check", 200),
    ("ask", "post", "transfers", 201),
    ("ask", "get", "", 403),
    ("read", "get", "pass", 403),
    ("read", "post", "check", 403),
    ("read", "post", "transfers", 403),
    ("read", "get", "", 200),
]


@pytest.mark.parametrize(("scope", "method", "what", "status"), SCOPES)
def test_a_client_does_what_its_scope_says(
    client: Client, scene: Scene, scope: str, method: str, what: str, status: int
) -> None:
    kind = {"content_type": "application/json"} if method == "post" else {}

    response = getattr(client, method)(url(scene, what), headers=program(scope), **kind)

    assert response.status_code == status
    if status == 403:
        assert problem(response)["code"] == "forbidden"


def test_a_method_that_is_not_offered_is_405(client: Client, scene: Scene) -> None:
    response = client.post(url(scene), headers=program())

    assert (response.status_code, problem(response)["code"]) == (405, "method-not-allowed")


@pytest.mark.parametrize("role", Role.values)
def test_somebody_signed_in_may_check_what_they_see(scene: Scene, role: str) -> None:
    browser = Client()
    someone = make.user(role)
    browser.force_login(someone)

    response = browser.post(url(scene, "check"))

    sees = SharingRequest.objects.visible_to(someone).filter(pk=scene.sharing.pk).exists()
    assert response.status_code == (200 if sees else 404)
    assert sees == (role not in ("requester", "evaluator"))  # they see what they asked for, or were invited to


def test_the_requester_checks_their_own(scene: Scene) -> None:
    browser = Client()
    browser.force_login(scene.requester)

    body = browser.post(url(scene, "check")).json()

    _header, claims = decoded(body["clearance"]["token"])
    assert claims["aud"] == scene.requester.agent


def test_a_check_by_session_wants_the_form_token(scene: Scene) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(scene.requester)

    response = browser.post(url(scene, "check"))

    assert (response.status_code, problem(response)["code"]) == (403, "forbidden")


def test_a_database_that_does_not_answer_is_503(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = program()

    def down(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(down):
        responses = [
            client.get(url(scene), headers=headers),
            client.head(url(scene), headers=headers),
            client.post(url(scene, "check"), headers=headers),
        ]

    assert [response.status_code for response in responses] == [503, 503, 503]
    assert problem(responses[0])["code"] == "unavailable"


def test_a_fault_that_nobody_foresaw_is_never_a_yes(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("sharing.rules.gate.decide", broken)

    response = client.get(url(scene), headers=program())

    assert (response.status_code, problem(response)["code"]) == (500, "fault")


def test_an_answer_that_cannot_be_noted_is_not_given(client: Client, scene: Scene) -> None:
    headers = program()

    def refuse_questions(execute: Any, sql: str, *rest: Any) -> Any:
        if "sharing_question" in sql and sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse_questions):
        assert client.get(url(scene), headers=headers).status_code == 503


def test_too_many_questions_are_429(client: Client, scene: Scene, settings: Any) -> None:
    settings.API_RATE = "2/min"
    clients.PerCaller.cache.clear()
    headers = program()

    statuses = [client.get(url(scene), headers=headers).status_code for _ in range(3)]

    assert statuses == [204, 204, 429]
    clients.PerCaller.cache.clear()


def test_each_question_of_a_program_leaves_a_row(client: Client, scene: Scene) -> None:
    asking, token = make_sharing.client()
    client.get(url(scene), headers=bearer(token))
    actions.suspend(scene.sharing.ref, by=scene.approver, why="A test", at=make.AT)
    client.post(url(scene, "check"), headers=bearer(token))

    rows = Question.objects.order_by("pk").values_list("client", "is_allowed", "codes")

    assert list(rows) == [
        (asking.pk, True, []),
        (asking.pk, False, ["approval-missing", "suspended"]),
    ]


def test_last_use_is_kept_once_a_minute(django_assert_num_queries: Any) -> None:
    asking, _token = make_sharing.client()
    note_use(asking, make.AT)
    asking.refresh_from_db()

    with django_assert_num_queries(0):
        note_use(asking, make.AT + timedelta(seconds=59))
    note_use(asking, make.AT + timedelta(seconds=61))

    assert ApiClient.objects.get().last_used_at == make.AT + timedelta(seconds=61)


def test_a_transfer_is_recorded_and_uses_up_a_one_off(client: Client) -> None:
    scene = make_sharing.cleared(frequency="once")
    asking, token = make_sharing.client()

    first = client.post(url(scene, "transfers"), {"volume": 4_000}, "application/json", headers=bearer(token))
    second = client.post(url(scene, "transfers"), {"volume": 1}, "application/json", headers=bearer(token))

    assert (first.status_code, first.json()["volume"], first.json()["sharing"]) == (201, 4_000, scene.sharing.ref)
    assert [reason["code"] for reason in problem(second)["reasons"]] == ["already-used"]
    transfer = Transfer.objects.get()
    assert (transfer.client, transfer.clearance_id) == (asking, scene.sharing.clearance_id)
    assert client.get(url(scene), headers=bearer(token)).status_code == 403
    assert list(Decision.objects.filter(act="transfer").values_list("is_allowed", flat=True)) == [False, True]


@pytest.mark.parametrize(
    "body",
    [
        '{"volume": -1}',
        '{"volume": "many"}',
        "{",
        "[]",
        "[" * 100_000,
        '{"volume": ' + "9" * 5_000 + "}",
        '{"volume": 9223372036854775808}',
    ],
    ids=lambda body: body[:20],
)
def test_a_transfer_that_is_not_well_formed_is_400(client: Client, scene: Scene, body: str) -> None:
    response = client.post(url(scene, "transfers"), body, "application/json", headers=program())

    assert (response.status_code, problem(response)["code"]) == (400, "invalid")
    assert not Transfer.objects.exists()


def test_what_is_longer_than_any_transfer_is_not_read(client: Client, scene: Scene) -> None:
    body = json.dumps({"volume": 1, "note": "n" * 3 * 1024**2})

    response = client.post(url(scene, "transfers"), body, "application/json", headers=program())

    assert (response.status_code, problem(response)["code"]) == (413, "too-long")
    assert not Transfer.objects.exists()


def test_the_list_is_paged_filtered_and_sorted(client: Client, scene: Scene) -> None:
    later = make_sharing.sharing(vendor=scene.vendor, engagement=scene.engagement, planned_on=make.TODAY + timedelta(5))
    headers = program("read")

    def refs(query: str) -> list[str]:
        return [row["ref"] for row in client.get(f"/api/v1/sharing/?{query}", headers=headers).json()["results"]]

    assert refs("") == [later.ref, scene.sharing.ref]
    assert refs("ordering=planned_on") == [scene.sharing.ref, later.ref]
    assert refs("status=cleared") == [scene.sharing.ref]
    assert refs("vendor=VEN-9999") == []
    assert refs(f"engagement={scene.engagement.ref}&planned_from=2026-11-25") == [later.ref]
    assert refs("page_size=1&page=2") == [scene.sharing.ref]
    assert client.get("/api/v1/sharing/?status=fine", headers=headers).status_code == 400


def test_the_list_says_what_the_gate_says_now(client: Client, scene: Scene) -> None:
    (row,) = client.get("/api/v1/sharing/", headers=program("read")).json()["results"]
    detail = client.get(url(scene, ""), headers=program("read")).json()

    assert (row["allowed"], row["ready"], row["outstanding"]) == (True, True, 0)
    assert (detail["ref"], detail["reasons"]) == (scene.sharing.ref, [])


def test_the_list_of_a_limited_client_holds_only_its_references(client: Client, scene: Scene) -> None:
    make_sharing.sharing()

    rows = client.get("/api/v1/sharing/", headers=program("read", references=[scene.sharing.ref])).json()["results"]

    assert [row["ref"] for row in rows] == [scene.sharing.ref]


def test_a_list_of_thirty_takes_as_many_statements_as_one_of_one(
    client: Client, scene: Scene, django_assert_num_queries: Any
) -> None:
    headers = program("read")
    client.get("/api/v1/sharing/", headers=headers)
    with django_assert_num_queries(15):
        client.get("/api/v1/sharing/", headers=headers)
    for _ in range(29):
        make_sharing.sharing(status="requested")

    with django_assert_num_queries(15):
        assert len(client.get("/api/v1/sharing/", headers=headers).json()["results"]) == 30


def test_the_schema_is_published_and_names_every_address(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()

    assert set(schema["paths"]) >= {
        "/api/v1/sharing/",
        "/api/v1/sharing/{ref}/",
        "/api/v1/sharing/{ref}/pass",
        "/api/v1/sharing/{ref}/check",
        "/api/v1/sharing/{ref}/transfers",
    }


def test_an_administrator_issues_a_client_whose_token_is_kept_as_a_hash(scene: Scene, client: Client) -> None:
    administrator = make.user("administrator")

    issued, token = actions.issue_client(
        by=administrator, at=make.AT, name="Nightly export", scope="ask", until_on=make.TODAY, references=["SR-0001"]
    )

    assert issued.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert issued.expires_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert client.get("/api/v1/sharing/SR-0001/pass", headers=bearer(token)).status_code in (204, 403, 404)
    actions.revoke_client(issued, by=administrator, at=make.AT)
    assert client.get("/api/v1/sharing/SR-0001/pass", headers=bearer(token)).status_code == 401


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"scope": "all"}, "scope"),
        ({"until_on": make.TODAY - timedelta(days=1)}, "until_on"),
        ({"until_on": make.TODAY + timedelta(days=400)}, "until_on"),
        ({"references": ["VEN-0001"]}, "references"),
        ({"name": "Taken"}, "name"),
    ],
)
def test_a_client_that_is_not_well_described_is_not_issued(values: dict[str, Any], code: str) -> None:
    make_sharing.client()
    ApiClient.objects.update(name="Taken")
    given = {"name": "Export", "scope": "ask", "until_on": make.TODAY, **values}

    with pytest.raises(NotAllowed) as refused:
        actions.issue_client(by=make.user("administrator"), at=make.AT, **given)

    assert refused.value.code == code


def test_nobody_else_issues_or_revokes_clients() -> None:
    issued, _token = make_sharing.client()
    someone = make.user("approver")

    with pytest.raises(NotAllowed):
        actions.issue_client(by=someone, at=make.AT, name="Export", scope="ask", until_on=make.TODAY)
    with pytest.raises(NotAllowed):
        actions.revoke_client(issued, by=someone, at=make.AT)
