"""Pages: the list of vendors against an empty signed-in page, and its statements against rows by an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory, override_settings

from accounts.models import Role, User
from bench.frame import Frame, Row
from bench.measure import Figure, Side, compare
from vendors.models import Vendor
from vendors.views import vendor_list

TIMES = 10
FLOOR = 500  # as long a stretch as ours
EMPTY = "/bench/empty/"
BY_INDEX = """
    SELECT v.id, v.name, v.name_key, v.service_category, v.status, v.country, v.delivery_countries, v.outstanding_count,
           v.approved_until_on, p.name
      FROM vendors_vendor v LEFT JOIN accounts_person p ON p.id = v.owner_id
     WHERE v.merged_into_id IS NULL ORDER BY v.name_key, v.id LIMIT 51"""


@contextmanager
def _signed_in() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(
            User.objects.filter(groups__name=Role.PROCUREMENT).first(),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        yield client


def _get(client: Client, address: str) -> Callable[[], None]:
    def get() -> None:
        for _turn in range(TIMES):
            answer = client.get(address)
            if answer.status_code != 200:
                raise AssertionError(f"{address}: {answer.status_code}")

    return get


def listed(frame: Frame) -> Figure:
    """Fifty vendors with what is outstanding, the most first."""
    with _signed_in() as client:
        sides = (Side(_get(client, address), times=TIMES) for address in ("/vendors/?sort=-outstanding", EMPTY))
        return compare(f"list, 50 of {frame.vendors:,} vendors", 3.5, *sides, frame.rounds)


def _statements(question: str) -> list[tuple[str, Any]]:
    """The statements that the list needs for its rows under this address."""
    request: Any = RequestFactory().get("/vendors/")
    request.user = User.objects.filter(groups__name=Role.PROCUREMENT).first()
    wanted, asked = vendor_list.Wanted.read(QueryDict(question)), []

    def kept(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    request.user.has_perm("vendors.view_vendor")
    with connection.execute_wrapper(kept):
        vendor_list._page(vendor_list._filtered(request, wanted), wanted)
    return asked


def _asking(name: str, question: Callable[[], str]) -> Row:
    def row(frame: Frame) -> Figure:
        asked = [(frame.sql(sql), list(params)) for sql, params in _statements(question())]

        def ours() -> None:
            for _turn in range(FLOOR // 10):
                for sql, params in asked:
                    frame.raw.execute(sql, params).fetchall()

        def by_index() -> None:
            for _turn in range(FLOOR):
                frame.raw.execute(BY_INDEX).fetchall()

        return compare(name, 2.5, Side(ours, times=FLOOR // 10), Side(by_index, times=FLOOR), frame.rounds)

    return row


def _part_of_a_name() -> str:
    """A word that a few vendors have in the middle of their name."""
    name = Vendor.objects.order_by("pk")[7].name
    return f"q={name.split()[0][1:8]}"


ROWS: dict[str, Row] = {
    "list": listed,
    "search": _asking("search, a part of a name (SQL)", _part_of_a_name),
    "filter": _asking("filter, suspended with outstanding (SQL)", lambda: "status=suspended&outstanding=1"),
    "sort": _asking("sort by outstanding (SQL)", lambda: "sort=-outstanding"),
}
