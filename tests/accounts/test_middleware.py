"""Pages are in the zone of the person who looks at them."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.middleware import PersonalMiddleware
from tests import make

pytestmark = pytest.mark.django_db


def zone_seen_by(user) -> str:
    seen = []
    request = RequestFactory().get("/")
    request.user = user
    PersonalMiddleware(lambda request: seen.append(timezone.get_current_timezone_name()))(request)
    return seen[0]


def test_a_page_is_in_the_zone_of_its_reader_and_the_next_is_not():
    user = make.user(person=make.person(time_zone="Asia/Kolkata"))
    before = timezone.get_current_timezone_name()

    assert zone_seen_by(user) == "Asia/Kolkata"
    assert timezone.get_current_timezone_name() == before
