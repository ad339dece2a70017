"""Whom the demonstration's vendors pass data on to: two that Jonas approved, and one that waits for his word."""

from portfolio.demo.stage import Stage
from vendors import actions
from vendors.models import DataCategory, DataClass

# name, what it does, countries, days since the notice, whether it was approved
OF_THE_DESK = (
    ("Podkarpacie Telekom", "Telephony, call recordings", ["PL"], 40, True),
    ("Rheintal Hosting", "Hosts the ticket system", ["DE"], 40, True),
    ("Lumenbay Contact", "Night shift, from next year", ["PH"], 12, False),
)


def log(stage: Stage, key: str, vendor: str) -> None:
    for name, service, countries, days_ago, is_approved in OF_THE_DESK:
        one = actions.announce_subcontractor(
            stage.engagements[key],
            stage.vendors[vendor],
            stage.users["maeve"],
            name=name,
            service=service,
            countries=countries,
            notified_on=stage.day(-days_ago),
            data_class=DataClass.CONFIDENTIAL.value,
            data_categories=[DataCategory.PERSONAL.value],
        )
        if is_approved:
            actions.approve_subcontractor(one, stage.users["jonas"], stage.now)
