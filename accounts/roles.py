"""Who may do what: the one table of roles and permissions, granted by migrations.

Each app's migration calls `grant` for its own permissions, so that a role is complete as soon as the apps are.
`is_superuser` appears nowhere: it gives no domain role.
"""

from typing import Any

from accounts.models import Role

READ = [
    "accounts.view_person",
    "vendors.view_vendor",
    "vendors.view_engagement",
    "contracts.view_contract",
    "selection.view_quote",
    "checklists.view_checklist",
    "checklists.view_template",
    "checklists.view_waiver",
    "sharing.view_sharingrequest",
    "reminders.view_reminder",
]
EVERYBODY = ["vendors.ask_engagement", "sharing.ask_sharing", "checklists.answer_item", "reminders.steer_reminder"]
REVIEWER = [
    *READ,
    *EVERYBODY,
    "vendors.confirm_facts",
    "vendors.log_risk",
    "vendors.assess_risk",
    "vendors.log_incident",
    "vendors.assess_incident",
    "vendors.log_subcontractor",
    "vendors.approve_subcontractor",
    "vendors.confirm_staff",
    "checklists.set_tier",
    "checklists.review_item",
    "checklists.ask_waiver",
    "checklists.read_reserved_evidence",
    "checklists.lay_out_checklist",
]
APPROVER = [
    *READ,
    *EVERYBODY,
    "vendors.approve_vendor",
    "vendors.suspend_vendor",
    "vendors.approve_subcontractor",
    "vendors.log_incident",
    "vendors.assess_incident",
    "vendors.decide_fit",
    "selection.confirm_award",
    "checklists.grant_waiver",
    "checklists.set_tier",
    "checklists.approve_tier",
    "checklists.read_reserved_evidence",
    "sharing.approve_sharing",
    "history.read_history",
]

GRANTS: dict[str, list[str]] = {
    Role.REQUESTER: EVERYBODY,
    Role.PROCUREMENT: [
        *READ,
        *EVERYBODY,
        "vendors.log_vendor",
        "vendors.merge_vendor",
        "vendors.log_engagement",
        "vendors.log_risk",
        "vendors.log_incident",
        "vendors.log_subcontractor",
        "vendors.log_staff",
        "vendors.import_vendors",
        "contracts.log_contract",
        "contracts.sign_contract",
        "selection.log_candidate",
        "selection.log_quote",
        "selection.import_rates",
        "selection.propose_award",
        "selection.edit_criteria",
        "selection.set_up_scorecard",
        "checklists.lay_out_checklist",
        "checklists.ask_waiver",
    ],
    Role.PROCUREMENT_HEAD: [
        *READ,
        *EVERYBODY,
        "vendors.merge_vendor",
        "vendors.approve_vendor",
        "selection.confirm_award",
    ],
    Role.EVALUATOR: EVERYBODY,  # sees what it is invited to score: Engagement.visible_to, Vendor.visible_to
    Role.REVIEWER_SECURITY: REVIEWER,
    Role.REVIEWER_PRIVACY: REVIEWER,
    Role.REVIEWER_LEGAL: [*REVIEWER, "contracts.log_contract"],
    Role.REVIEWER_FINANCE: [*REVIEWER, "selection.import_rates"],
    Role.APPROVER: APPROVER,
    Role.SECURITY_LEAD: APPROVER,
    Role.AUDITOR: [
        *READ,
        "checklists.read_reserved_evidence",
        "history.read_history",
        "history.export_everything",
    ],
    Role.ADMINISTRATOR: [
        *READ,
        "history.read_history",
        "checklists.publish_template",
        "sharing.publish_policy",
        "vendors.import_vendors",
        "selection.import_rates",
        "accounts.manage_people",
        "selection.edit_criteria",
        "reminders.steer_reminder",
    ],
}

# What an administrator edits in the admin; everything else there is for reading.
ADMIN_EDITS = [
    "accounts.person",
    "accounts.user",
    "accounts.apiclient",
    "vendors.servicecategory",
    "vendors.vendor",
    "vendors.vendorcontact",
    "vendors.engagement",
    "contracts.clausekind",
    "contracts.contract",
    "contracts.agreement",
    "selection.criteriaset",
    "selection.setcriterion",
    "checklists.template",
    "checklists.templateversion",
    "checklists.section",
    "checklists.templateitem",
    "sharing.gatepolicy",
    "reminders.ladder",
    "reminders.stage",
    "reminders.closingday",
]


def grant(apps: Any, app_label: str) -> None:
    """Make the roles and give them this app's permissions; harmless when repeated.

    Permissions are made here, since Django makes them only after all migrations have run. One that no model of this
    state declares yet is given by the migration that brings it, which calls this again.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    type_model = apps.get_model("contenttypes", "ContentType")
    for role in Role.values:
        group = group_model.objects.get_or_create(name=role)[0]
        for name in GRANTS[role]:
            app, _dot, codename = name.partition(".")
            if app == app_label and (found := _permission(apps, permission_model, type_model, app, codename)):
                group.permissions.add(found)
    administrators = group_model.objects.get(name=Role.ADMINISTRATOR)
    for model in apps.get_app_config(app_label).get_models():
        kind = type_model.objects.get_or_create(app_label=app_label, model=model._meta.model_name)[0]
        edits = f"{app_label}.{model._meta.model_name}" in ADMIN_EDITS
        for verb in ("view", "add", "change") if edits else ("view",):
            codename = f"{verb}_{model._meta.model_name}"
            permission = permission_model.objects.get_or_create(
                content_type=kind,
                codename=codename,
                defaults={"name": f"Can {verb} {model._meta.verbose_name}"},
            )[0]
            administrators.permissions.add(permission)


def _permission(apps: Any, permission_model: Any, type_model: Any, app: str, codename: str) -> Any:
    """The permission of this codename, on the model that declares it; None where none does yet."""
    for model in apps.get_app_config(app).get_models():
        declared = dict(model._meta.permissions)
        for verb in model._meta.default_permissions:
            declared[f"{verb}_{model._meta.model_name}"] = f"Can {verb} {model._meta.verbose_name}"
        if codename in declared:
            kind = type_model.objects.get_or_create(app_label=app, model=model._meta.model_name)[0]
            return permission_model.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": declared[codename]}
            )[0]
    return None
