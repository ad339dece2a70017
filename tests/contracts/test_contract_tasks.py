"""What the nightly sweep does: it renews before it ends, and may run twice."""

from datetime import date, timedelta

import pytest
import time_machine

from contracts import tasks
from contracts.models import Agreement, Contract
from tests import make
from tests.make import AT, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
ACTIVE = {"status": Contract.Status.ACTIVE, "starts_on": date(2024, 11, 23)}


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(AT, tick=False):
        yield


def test_a_contract_past_its_end_is_expired_once(acts):
    over, last_day = make.contract(**ACTIVE, ends_on=YESTERDAY), make.contract(**ACTIVE, ends_on=TODAY)

    tasks.expire()
    tasks.expire()

    over.refresh_from_db()
    last_day.refresh_from_db()
    assert (over.status, last_day.status) == (Contract.Status.EXPIRED, Contract.Status.ACTIVE)
    assert acts(over) == ["moved"]


def test_a_contract_that_renews_by_itself_goes_on_without_a_gap(acts):
    contract = make.contract(**ACTIVE, ends_on=TODAY, renewal_months=12)

    tasks.expire()
    tasks.expire()

    contract.refresh_from_db()
    assert (contract.status, contract.ends_on) == (Contract.Status.ACTIVE, date(2027, 11, 23))
    assert acts(contract) == ["renewed"]


def test_after_an_outage_a_renewal_is_not_taken_for_an_end():
    contract = make.contract(**ACTIVE, ends_on=TODAY - timedelta(days=400), renewal_months=12, notice_days=90)

    tasks.expire()

    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE
    assert contract.ends_on > TODAY + timedelta(days=90)


def test_a_contract_under_notice_ends():
    make.contract(**ACTIVE, ends_on=YESTERDAY, renewal_months=12, notice_given_on=date(2026, 9, 1))

    tasks.expire()

    assert Contract.objects.get().status == Contract.Status.EXPIRED


def test_an_agreement_past_its_end_is_ended():
    over, last_day = make.agreement(ends_on=YESTERDAY), make.agreement(ends_on=TODAY)

    tasks.expire()
    tasks.expire()

    assert [Agreement.objects.get(pk=one.pk).status for one in (over, last_day)] == ["ended", "active"]
