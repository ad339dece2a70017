"""Lists: a real table with caption, headers and the order said to everybody; cards on phones."""

import re
from types import SimpleNamespace

import django_tables2
import pytest
from django.test import RequestFactory

from vendortrack import tables


class Vendors(tables.Table):
    caption = "Vendors of this test"
    pick = tables.PickColumn()
    name = django_tables2.Column(linkify=lambda record: f"/vendors/{record.ref}/")
    tier = django_tables2.Column()
    cost = django_tables2.Column(orderable=False, attrs={"td": {"class": "vt-num"}, "th": {"class": "vt-num"}})


def rows(count: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(ref=f"VEN-{n:04d}", name=f"Vendor <{n}>", tier="high", cost=n) for n in range(count)]


def page_of(query: str = "", count: int = 3) -> str:
    request = RequestFactory().get(f"/vendors/?{query}")
    table = Vendors(rows(count))
    tables.show(table, request)
    return table.as_html(request)


def test_a_list_has_a_caption_column_headers_and_row_headers():
    page = page_of()

    assert '<caption class="visually-hidden">Vendors of this test</caption>' in page
    assert page.count('scope="col"') == 3
    assert page.count('<th scope="row"><a href="/vendors/VEN-000') == 3
    assert 'data-l="Tier"' in page
    assert "Vendor &lt;1&gt;" in page


@pytest.mark.parametrize(("sort", "said"), [("name", "ascending"), ("-name", "descending")])
def test_the_order_is_said_at_the_one_column_that_has_it(sort, said):
    assert re.findall(r'aria-sort="(\w+)"', page_of(f"sort={sort}")) == [said]


def test_a_column_that_cannot_be_sorted_has_no_link():
    assert "sort=cost" not in page_of()


def test_sorting_keeps_the_filters_and_begins_at_the_first_page():
    assert "?q=wis&amp;sort=tier" in page_of("q=wis&page=1")


@pytest.mark.parametrize(("asked", "shown"), [("25", 25), ("50", 50), ("100", 60), ("7", 50), ("all", 50), ("", 50)])
def test_a_page_has_25_50_or_100_rows(asked, shown):
    assert page_of(f"per_page={asked}", count=60).count('<th scope="row">') == shown


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(page):
    assert page_of(f"page={page}&per_page=25", count=60).count('<th scope="row">') in {25, 10}


def test_an_order_that_does_not_exist_is_no_order():
    assert "aria-sort" not in page_of("sort=password")


def test_each_checkbox_says_what_it_selects():
    page = page_of()

    assert 'value="VEN-0001" data-pick aria-label="Select VEN-0001"' in page
    assert "data-pick-all data-js hidden" in page
