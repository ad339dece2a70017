"""The one promise, from end to end: no data goes before everything is done, and whoever must act is told in time."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import firm, paperwork
from tests.journeys.firm import Firm, Look, click, save
from tests.journeys.paperwork import CHECKLIST, CLAUSES, CONTACT, REF, SHARING

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("processes")]
PEOPLE = {
    "Aoife Brennan": ["procurement-head", "approver"],
    "Ines Duarte": ["security-lead", "approver"],
    # she may approve what others ask for
    "Maeve Doran": ["procurement", "approver"],
    "Ravi Menon": ["reviewer-security", "reviewer-privacy", "reviewer-legal"],
    "Petra Novak": ["administrator"],
    "Orla Fitzgerald": ["requester"],
}
QUESTIONS = 25
STOPPED_WITHIN = 30_000  # milliseconds


@pytest.fixture
def look(axe: Callable[[Page], None], shot: Callable[..., None]) -> Look:
    return Look(axe, shot)


@pytest.fixture
def halden(browser: Browser, tmp_path: Path) -> Iterator[Firm]:
    today: date = datetime.now(UTC).date()
    with firm.at_work(browser, tmp_path / "var", PEOPLE, today) as it:
        yield it


def test_nothing_is_shared_before_everything_is_done_and_everybody_is_told_in_time(halden: Firm, look: Look) -> None:
    paperwork.log_vendor(halden, look)
    paperwork.log_engagement(halden)
    paperwork.pass_the_fit(halden)
    paperwork.propose_award(halden, look)
    paperwork.log_contract_and_request(halden, look)
    paperwork.confirm_facts(halden, look)
    the_gate_says_blocked_with_every_reason(halden, look)
    paperwork.decide_on_award_and_vendor(halden)
    paperwork.settle_fit(halden)
    paperwork.ask_the_vendor(halden, look)
    paperwork.settle_risks(halden, look)
    paperwork.settle_contract(halden, look)
    assert outstanding(halden) == {"item-outstanding": QUESTIONS}
    they_are_reminded(halden)
    paperwork.answer_as_the_vendor(halden, look)
    token = paperwork.issue_token(halden, look)
    paperwork.review(halden, look)

    it_is_ready_and_still_blocked_for_programs(halden, look, token)
    who_asked_cannot_approve(halden)
    two_others_approve(halden, look, token)
    it_may_go_from_its_day_on(halden, look, token)
    what_is_sent_back_stops_it_at_once(halden, look, token)

    assert "The audit trail is whole" in halden.run("manage.py", "verify_history")


def outstanding(halden: Firm) -> Counter[str]:
    """The codes of the reasons on the page of the request, which says Blocked."""
    maeve = halden.page_of("Maeve Doran")
    maeve.goto(SHARING)
    expect(maeve.locator("#verdict")).to_contain_text("Blocked")
    return Counter(maeve.locator("[data-code]").evaluate_all("rows => rows.map(row => row.dataset.code)"))


def the_gate_says_blocked_with_every_reason(halden: Firm, look: Look) -> None:
    assert outstanding(halden) == {
        "vendor-not-approved": 1,
        "engagement-not-awarded": 1,
        "fit-condition-open": 1,
        "contract-not-in-force": 1,
        "clause-missing": len(CLAUSES),
        "agreement-missing": 1,
        "checklist-missing": 1,
        "risk-above-appetite": 1,
    }
    maeve = halden.page_of("Maeve Doran")
    expect(maeve.locator("#verdict")).to_contain_text("14 conditions are outstanding")
    look(maeve, "blocked", narrow=True)


def they_are_reminded(halden: Firm) -> None:
    """By mail, which the worker has sent by itself: the owner of the request, and the vendor's contact."""
    said = halden.told(firm.address("Orla Fitzgerald"), REF, "Planned sharing date", "in 10 days")
    assert f"/sharing/{REF}/" in said
    halden.told(CONTACT, f"{QUESTIONS} things are needed from you")


def it_is_ready_and_still_blocked_for_programs(halden: Firm, look: Look, token: str) -> None:
    """Her page, which was open all the time, has followed by itself."""
    maeve = halden.page_of("Maeve Doran")
    expect(maeve.locator("#verdict")).to_contain_text("Ready for approval", timeout=STOPPED_WITHIN)
    look(maeve, "ready", narrow=True)
    assert halden.ask(REF, token) == (403, {"approval-missing", "clearance-missing", "too-early"})


def who_asked_cannot_approve(halden: Firm) -> None:
    """Neither by the button nor by going round it, although she is an approver."""
    maeve = halden.page_of("Maeve Doran")
    expect(maeve.get_by_role("button", name="Approve sharing")).to_have_attribute("aria-disabled", "true")
    expect(maeve.locator("#approval")).to_contain_text("You cannot, since it was you who asked for the sharing.")
    secret = maeve.locator("[name=csrfmiddlewaretoken]").first.input_value()
    forced = maeve.context.request.post(f"{SHARING}approve/", form={"csrfmiddlewaretoken": secret})
    assert "You cannot approve this, since it was you who asked for the sharing." in forced.text()


def two_others_approve(halden: Firm, look: Look, token: str) -> None:
    """Restricted data takes two; the first yes lets nothing go."""
    ines, aoife = halden.page_of("Ines Duarte"), halden.page_of("Aoife Brennan")
    for page, name in ((ines, "approval"), (aoife, "approval-second")):
        assert halden.ask(REF, token)[0] == 403
        page.goto("/sharing/")
        click(page, "Customer contact data")
        look(page, name)
        click(page, "Approve and issue clearance", "button")
    expect(aoife.locator("#verdict")).to_contain_text(f"Cleared until {ends(halden)}")
    expect(aoife.locator("#verdict")).to_contain_text("ends with CHK-0001/A-03: Yearly self-assessment")


def ends(halden: Firm) -> str:
    """The first day on which anything that the clearance rests on ends: the evidence."""
    return f"{date.fromisoformat(halden.day(120)):%a %-d %b %Y}"


def it_may_go_from_its_day_on(halden: Firm, look: Look, token: str) -> None:
    """Not before its planned day, which she moves to today, with a reason."""
    assert halden.ask(REF, token) == (403, {"too-early"})
    maeve = halden.page_of("Maeve Doran")
    expect(maeve.locator("#verdict")).to_contain_text("Cleared until", timeout=STOPPED_WITHIN)
    click(maeve, "Move date")
    save(maeve, "Move date", New_planned=halden.day(0), Why="Everything was done sooner.")
    expect(maeve.locator("#verdict")).to_contain_text("may be shared with Wislok Support.")
    look(maeve, "cleared", narrow=True)
    assert halden.ask(REF, token) == (204, set())


def what_is_sent_back_stops_it_at_once(halden: Firm, look: Look, token: str) -> None:
    """The very next answer is a no; page and people follow within half a minute."""
    maeve, ravi = halden.page_of("Maeve Doran"), halden.page_of("Ravi Menon")
    ravi.goto(f"{CHECKLIST}A-04/")
    save(ravi, "Reject", Note="The report is about another platform.")
    status, reasons = halden.ask(REF, token)
    assert (status, "item-outstanding" in reasons) == (403, True)
    expect(maeve.locator("#verdict")).to_contain_text("Suspended", timeout=STOPPED_WITHIN)
    look(maeve, "suspended", narrow=True)
    for name in ("Orla Fitzgerald", "Maeve Doran", "Ines Duarte", "Aoife Brennan"):
        halden.told(firm.address(name), "Sharing suspended", REF)
