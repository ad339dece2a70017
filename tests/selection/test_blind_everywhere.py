"""No way leads anybody too early to what others gave or to what a candidate asks: pages, log, administration, API."""

import html
import re
from collections import Counter, deque

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts.models import Role
from history.models import Entry
from selection import actions
from selection.models import Evaluation
from selection.readers.costs import costs_of
from tests import make, make_sharing
from tests import make_selection as making
from vendors.models import PortalLink

pytestmark = pytest.mark.django_db
LINK = re.compile(r'\b(?:href|action)="([/?][^"#]*)')
LEFT_OUT = re.compile(r"^/(static|dev|accounts|admin/(?!selection|contracts|history|reminders))")
A_KIND = 1  # pages of one kind that are followed; more of the same say nothing new
PRICES = {"87.31", "873100", "123,457", "12345700", "Zyxwvut", "Poiulkjh"}  # as pages and as entries write them
SCORES = {"Qwerasdf"}


@pytest.fixture
def engagement():
    """Two candidates with a quote each and a contract that is drafted already; one of two people has scored."""
    buyer, judge = make.user("procurement"), make.user("evaluator")
    made = make.engagement("Claims platform", status="evaluating", budget_amount=100_00)
    one, other = (making.candidate(made, name) for name in ("Ostrel", "Wislok"))
    hours = dict.fromkeys(("quantity_low", "quantity_likely", "quantity_high"), 90_000)
    quoted(one, buyer, "hourly", {"kind": "role", "title": "Zyxwvut", "rate_e4": 87_3100, "period": "total", **hours})
    quoted(other, buyer, "project", {"kind": "milestone", "title": "Zyxwvut", "amount": 123_457_00})
    contract = make.contract("Zyxwvut", vendor=one.vendor, engagement=made, kind="hourly", status="draft")
    make.rate_line(contract, "Zyxwvut", 87_3100)
    card = making.scorecard(made, criteria=2)
    first = making.evaluation(card, judge.person)
    for candidate in (one, other):
        levels = {each.pk: (4, "Qwerasdf") for each in card.criteria.all()}
        actions.save_scores(first, candidate, levels, judge, make.AT)
    actions.submit(first, judge, make.AT)
    return made


def quoted(candidate, by, kind, line):
    made = actions.log_quote(candidate.engagement, candidate, kind, by, make.TODAY, note="Poiulkjh", currency="EUR")
    actions.set_quote_lines(made, by, [line])
    return actions.submit_quote(made, by, make.AT)


def places(engagement):
    """Where to begin: also the addresses of what nobody links to, as somebody would type them."""
    quotes = list(engagement.quotes.all())
    contracts = list(engagement.contracts.all())
    first = engagement.scorecard.evaluations.order_by("pk").first()
    sealed = [*quotes, *(line for one in quotes for line in one.lines.all()), *first.scores.all(), *contracts]
    sealed += [line for one in contracts for line in one.rate_lines.all()]
    pages = [reverse("vendors:engagement", args=[engagement.ref]), reverse("selection:compare", args=[engagement.ref])]
    pages += [reverse("selection:quote", args=[one.ref]) for one in quotes]
    pages += [reverse("contracts:contract", args=[one.ref]) for one in contracts]
    pages += [reverse("selection:evaluation", args=[first.ref])]
    pages += [reverse("selection:score", args=[first.ref, one.ref]) for one in engagement.candidates.all()]
    for one in (*sealed, first, engagement):
        pages.append(f"/history/?ref={one.ref}")
        for page in ("change", "history"):
            pages.append(reverse(f"admin:{one._meta.app_label}_{one._meta.model_name}_{page}", args=[one.pk]))
    entries = Entry.objects.filter(subject_type__in={one._meta.label_lower for one in [*sealed, first]})
    pages += [reverse("admin:history_entry_change", args=[one.pk]) for one in entries]
    return [*pages, "/", "/admin/", "/history/export/", "/dashboard/", "/vendors/?q=zyxwvu", "/contracts/?q=zyxwvu"]


def crawl(client, starts):
    """What the pages say that are reached by links from these, by address; those that are named are all asked."""
    said, tried, known, waiting = {}, Counter(), set(starts), deque((one, True) for one in starts)
    while waiting:
        path, is_named = waiting.popleft()
        try:
            kind = resolve(path.partition("?")[0]).view_name, "?" in path
        except Resolver404:
            continue
        if tried[kind] >= A_KIND and not is_named:
            continue
        tried[kind] += 1
        answer = client.get(path)
        body = answer.getvalue() if answer.streaming else answer.content
        said[path] = html.unescape(body.decode(errors="replace"))
        for found in LINK.findall(said[path]):
            link = path.partition("?")[0] + found if found.startswith("?") else found
            if link not in known and not LEFT_OUT.match(link):
                known.add(link)
                waiting.append((link, False))
    return said


def told(said, words):
    """Which of these words stand on a page, with one where they do."""
    return {word: path for path, text in said.items() for word in words if word in text}


def test_whatever_else_an_evaluator_may_do_no_page_tells_before_they_have_submitted(client, engagement):
    user = make.user(*Role.values, is_staff=True)
    type(engagement).objects.filter(pk=engagement.pk).update(
        requester=user.person, owner=user.person, sponsor=user.person
    )
    own = making.evaluation(engagement.scorecard, user.person)
    costs = {f"{one.cost.p50 // 100:,}" for one in costs_of(engagement).by_key.values()}
    client.force_login(user)

    blind = crawl(client, places(engagement))

    assert told(blind, {*PRICES, *SCORES, *costs}) == {}
    Evaluation.objects.filter(pk=own.pk).update(status="submitted", submitted_at=make.AT)
    assert told(crawl(client, places(engagement)), {*PRICES, *SCORES, *costs}).keys() == {*PRICES, *SCORES, *costs}


def test_who_asked_for_the_engagement_reads_no_score_before_all_are_in(client, engagement):
    user = make.user("requester")
    type(engagement).objects.filter(pk=engagement.pk).update(requester=user.person, owner=user.person)
    waiting = making.evaluation(engagement.scorecard)
    client.force_login(user)

    assert told(crawl(client, places(engagement)), SCORES) == {}
    Evaluation.objects.filter(pk=waiting.pk).update(status="withdrawn", left_at=make.AT, reason="On leave")
    assert told(crawl(client, places(engagement)), SCORES).keys() == SCORES


def test_neither_another_employee_nor_a_candidates_contact_nor_a_program_reads_any_of_it(client, engagement):
    vendor = engagement.candidates.order_by("pk").first().vendor
    link = PortalLink.objects.create(contact=make.contact(vendor), until_on=make.TODAY, nonce="n1")
    client.force_login(make.user("requester"))
    theirs = Client()
    theirs.post(f"/portal/{link.token}/open/")
    program = Client(headers={"authorization": f"Bearer {make_sharing.client('read')[1]}"})

    starts = places(engagement)
    for who in (client, theirs, program):
        pages = [*starts, "/portal/", "/api/v1/sharing/", "/api/v1/openapi.json"]
        assert told(crawl(who, pages), PRICES | SCORES) == {}
