"""Addresses of contracts, their documents and milestones, and of agreements."""

from django.urls import path

from contracts.views import acts, agreements, clauses, contracts, documents, prices

app_name = "contracts"


def slug(name: str) -> str:
    return name.replace("_", "-")


urlpatterns = [
    path("contracts/", contracts.listing, name="list"),
    path("contracts/new/", contracts.new, name="new"),
    path("contracts/agreements/new/", agreements.new, name="new_agreement"),
    path("contracts/agreements/<str:ref>/", agreements.agreement, name="agreement"),
    path("contracts/agreements/<str:ref>/edit/", agreements.edit, name="edit_agreement"),
    path("contracts/agreements/<str:ref>/documents/", documents.add_to_agreement, name="add_agreement_document"),
    path("contracts/documents/<str:ref>/", documents.download, name="download"),
    *(
        path(f"contracts/agreements/<str:ref>/{slug(name)}/", acts.agreement_act, {"name": name}, f"{name}_agreement")
        for name in acts.AGREEMENT_ACTS
    ),
    *(
        path(f"contracts/milestones/<str:ref>/{slug(name)}/", acts.milestone_act, {"name": name}, f"{name}_milestone")
        for name in acts.MILESTONE_ACTS
    ),
    path("contracts/<str:ref>/", contracts.contract, name="contract"),
    path("contracts/<str:ref>/edit/", contracts.edit, name="edit"),
    path("contracts/<str:ref>/prices/", prices.edit, name="prices"),
    path("contracts/<str:ref>/charges/", prices.edit, {"name": "charges"}, "charges"),
    path("contracts/<str:ref>/documents/", documents.add_to_contract, name="add_document"),
    path("contracts/<str:ref>/clauses/<slug:key>/", clauses.edit, name="clause"),
    path("contracts/<str:ref>/clauses/<slug:key>/confirm/", clauses.confirm, name="confirm_clause"),
    *(
        path(f"contracts/<str:ref>/{slug(name)}/", acts.contract_act, {"name": name}, name)
        for name in acts.CONTRACT_ACTS
    ),
]
