"""What a request must say before it can be asked for."""

from datetime import date

from django.utils.translation import gettext as _

from sharing.models.request import SharingRequest
from sharing.rules.data import derogation
from vendors.models import DataCategory, DataClass


def faults(sharing: SharingRequest, today: date) -> list[str]:
    """What is missing or wrong, as sentences that say what to do; nothing where it can be asked for."""
    checks = [
        (bool(sharing.title.strip()), _("Give it a title.")),
        (bool(sharing.description.strip()), _("Say which data it is.")),
        (bool(sharing.purpose.strip()), _("Say for what purpose.")),
        (bool(sharing.destination.strip()), _("Say where it goes.")),
        (sharing.data_class in DataClass.values, _("Choose a data class.")),
        (_are_known(sharing.data_categories, DataCategory.values), _("Choose data categories from the list.")),
        (bool(sharing.countries) and _are_codes(sharing.countries), _("Name the countries that it reaches.")),
        (_are_bases(sharing), _("Give each derogation a reason, for a country that the request names.")),
        (sharing.planned_on >= today, _("The planned sharing date must be today or later.")),
        (sharing.until_on >= sharing.planned_on, _("“Until” must not be before the planned sharing date.")),
        (_is_contract_ours(sharing), _("Choose a contract with this vendor, for this engagement or for all.")),
    ]
    return [sentence for is_good, sentence in checks if not is_good]


def _are_known(found: object, known: list[str]) -> bool:
    return isinstance(found, list) and set(found) <= set(known)


def _are_codes(found: object) -> bool:
    return isinstance(found, list) and all(
        isinstance(one, str) and len(one) == 2 and one.isascii() and one.isalpha() and one.isupper() for one in found
    )


def _are_bases(sharing: SharingRequest) -> bool:
    bases = sharing.transfer_bases
    return isinstance(bases, dict) and all(
        country in (sharing.countries or []) and derogation(bases, country) for country in bases
    )


def _is_contract_ours(sharing: SharingRequest) -> bool:
    contract = sharing.contract
    return contract is None or (
        contract.vendor_id == sharing.vendor_id and contract.engagement_id in (None, sharing.engagement_id)
    )
