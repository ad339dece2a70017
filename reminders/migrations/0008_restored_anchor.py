from django.db import migrations, models

from reminders.defaults import publish_with


def forwards(apps, schema_editor):
    publish_with(apps.get_model("reminders", "Ladder"), apps.get_model("reminders", "Stage"), ["restored"])


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0007_incident_anchor"),
        ("sharing", "0004_restore"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="anchor",
            field=models.CharField(
                choices=[
                    ("item-due", "Item that we must answer is due"),
                    ("checklist-sent", "Checklist sent to the vendor"),
                    ("checklist-due", "Checklist is due from the vendor"),
                    ("sent-back", "Answer sent back"),
                    ("sharing-planned", "Planned sharing date"),
                    ("evidence-end", "Evidence ends"),
                    ("waiver-end", "Waiver ends"),
                    ("approval-end", "Approval ends"),
                    ("clearance-end", "Clearance ends"),
                    ("contract-notice", "Last day to give notice"),
                    ("contract-end", "Contract or agreement ends"),
                    ("milestone-due", "Milestone is due"),
                    ("fit-condition-due", "Condition of the fit assessment is due"),
                    ("risk-review", "Risk is to be looked at again"),
                    ("incident-reassess", "Vendor is to be reassessed after an incident"),
                    ("objection-end", "Last day to object to a subcontractor"),
                    ("staff-leaving", "Last day of somebody who works under our accounts"),
                    ("waiting", "Waiting for review, approval or confirmation"),
                    ("waiting-sharing", "Waiting while a sharing is near"),
                    ("waiver-asked", "Waiver asked for"),
                    ("sharing-suspended", "Sharing suspended"),
                    ("restored", "Restored from a backup"),
                    ("link-made", "Personal link"),
                    ("now", "Reminded by a colleague"),
                ],
                max_length=20,
                verbose_name="counts from",
            ),
        ),
        migrations.AlterField(
            model_name="stage",
            name="anchor",
            field=models.CharField(
                choices=[
                    ("item-due", "Item that we must answer is due"),
                    ("checklist-sent", "Checklist sent to the vendor"),
                    ("checklist-due", "Checklist is due from the vendor"),
                    ("sent-back", "Answer sent back"),
                    ("sharing-planned", "Planned sharing date"),
                    ("evidence-end", "Evidence ends"),
                    ("waiver-end", "Waiver ends"),
                    ("approval-end", "Approval ends"),
                    ("clearance-end", "Clearance ends"),
                    ("contract-notice", "Last day to give notice"),
                    ("contract-end", "Contract or agreement ends"),
                    ("milestone-due", "Milestone is due"),
                    ("fit-condition-due", "Condition of the fit assessment is due"),
                    ("risk-review", "Risk is to be looked at again"),
                    ("incident-reassess", "Vendor is to be reassessed after an incident"),
                    ("objection-end", "Last day to object to a subcontractor"),
                    ("staff-leaving", "Last day of somebody who works under our accounts"),
                    ("waiting", "Waiting for review, approval or confirmation"),
                    ("waiting-sharing", "Waiting while a sharing is near"),
                    ("waiver-asked", "Waiver asked for"),
                    ("sharing-suspended", "Sharing suspended"),
                    ("restored", "Restored from a backup"),
                    ("link-made", "Personal link"),
                    ("now", "Reminded by a colleague"),
                ],
                max_length=20,
                verbose_name="counts from",
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
