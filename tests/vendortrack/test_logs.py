"""No log line names a person or holds a secret address."""

from vendortrack.logs import strip_personal


def test_a_log_line_keeps_what_happened_and_drops_to_whom() -> None:
    event = {"event": "signed_in", "user_id": 7, "ip": "192.0.2.1", "user_agent": "x", "email": "a@example.com"}

    assert strip_personal(None, "info", event) == {"event": "signed_in", "user_id": 7}


def test_the_secret_part_of_an_address_is_not_logged() -> None:
    event = {"event": "request_started", "request": "GET /portal/aW52aXRl:1vX:abc/items/?page=2"}

    assert strip_personal(None, "info", event)["request"] == "GET /portal/…?page=2"
