"""Addresses of checklists, waivers, templates, evidence and the portal."""

from django.urls import path

from checklists.views import checklists, evidence, items, portal, templates, tiers, waivers, working

app_name = "checklists"

ITEM = "checklists/<str:ref>/<str:code>/"

urlpatterns = [
    path("checklists/", checklists.listing, name="list"),
    path("checklists/templates/", templates.listing, name="templates"),
    path("checklists/templates/<str:ref>/", templates.version, name="version"),
    path("checklists/templates/<str:ref>/publish/", templates.publish, name="publish"),
    path("checklists/templates/<slug:key>/draft/", templates.draft, name="draft"),
    path("checklists/templates/<slug:key>/retire/", templates.retire, name="retire"),
    path("engagements/<str:ref>/tier/<str:vendor>/", tiers.tier, name="tier"),
    path("engagements/<str:ref>/tier/<str:vendor>/raise/", tiers.raise_it, name="tier-raise"),
    path("engagements/<str:ref>/tier/<str:vendor>/lower/", tiers.lower, name="tier-lower"),
    path("engagements/<str:ref>/tier/<str:vendor>/<str:one>/approve/", tiers.approve, name="tier-approve"),
    path("engagements/<str:ref>/tier/<str:vendor>/<str:one>/refuse/", tiers.refuse, name="tier-refuse"),
    path("engagements/<str:ref>/tier/<str:vendor>/<str:one>/end/", tiers.end, name="tier-end"),
    path("checklists/waivers/", waivers.listing, name="waivers"),
    path("checklists/waivers/<str:ref>/", waivers.waiver, name="waiver"),
    path("checklists/waivers/<str:ref>/grant/", waivers.grant, name="grant"),
    path("checklists/waivers/<str:ref>/refuse/", waivers.refuse, name="refuse"),
    path("checklists/waivers/<str:ref>/revoke/", waivers.revoke, name="revoke"),
    path("checklists/evidence/<str:ref>/", evidence.download, name="evidence"),
    path("checklists/evidence/<str:ref>/withdraw/", working.withdraw, name="withdraw"),
    path("checklists/lay-out/<str:vendor>/<str:engagement>/", checklists.lay_out, name="lay-out"),
    path("checklists/<str:ref>/", checklists.checklist, name="checklist"),
    path("checklists/<str:ref>/bulk/", checklists.bulk, name="bulk"),
    path("checklists/<str:ref>/send/", checklists.send, name="send"),
    path("checklists/<str:ref>/due/", checklists.due, name="due"),
    path(ITEM, working.item, name="item"),
    path(f"{ITEM}answer/", working.answer, name="answer"),
    path(f"{ITEM}assign/", working.assign, name="assign"),
    path(f"{ITEM}accept/", items.accept, name="accept"),
    path(f"{ITEM}send-back/", items.send_back, name="send-back"),
    path(f"{ITEM}not-applicable/", items.not_applicable, name="not-applicable"),
    path(f"{ITEM}confirm/", items.confirm, name="confirm"),
    path(f"{ITEM}reopen/", items.reopen, name="reopen"),
    path(f"{ITEM}undo/", items.undo, name="undo"),
    path(f"{ITEM}waiver/", waivers.ask, name="ask-waiver"),
    path("portal/", portal.questions, name="portal"),
    path("portal/leave/", portal.leave, name="portal-leave"),
    path("portal/evidence/<str:ref>/", portal.download, name="portal-evidence"),
    path("portal/<str:token>/", portal.door, name="portal-door"),
    path("portal/<str:token>/open/", portal.open_session, name="portal-open"),
]
