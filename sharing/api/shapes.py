"""What goes in and comes out, as the published schema says it."""

from typing import Any

from rest_framework import serializers

from sharing.actions import Judgement
from sharing.models import SharingRequest, Transfer
from sharing.writers import answers


class ReasonShape(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    subject = serializers.CharField()
    waits_for = serializers.ListField(child=serializers.CharField())
    due_on = serializers.DateField(allow_null=True)
    url = serializers.URLField(allow_null=True)


class ClearanceShape(serializers.Serializer):
    ref = serializers.CharField()
    valid_until = serializers.DateTimeField()
    token = serializers.CharField()


class AnswerShape(serializers.Serializer):
    sharing = serializers.CharField()
    allowed = serializers.BooleanField()
    ready = serializers.BooleanField()
    at = serializers.DateTimeField()
    policy = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    reasons = ReasonShape(many=True)
    clearance = ClearanceShape(allow_null=True)


class ProblemShape(serializers.Serializer):
    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)
    reasons = ReasonShape(many=True, required=False)


class TransferIn(serializers.Serializer):
    volume = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False, allow_null=True)


class TransferShape(serializers.ModelSerializer):
    sharing = serializers.CharField(source="sharing.ref")
    clearance = serializers.CharField(source="clearance.ref", allow_null=True)

    class Meta:
        model = Transfer
        fields = ["ref", "sharing", "clearance", "at", "volume"]


class SharingShape(serializers.ModelSerializer):
    """One request as a list shows it: what the gate says of it at this moment included."""

    vendor = serializers.CharField(source="vendor.ref")
    vendor_name = serializers.CharField(source="vendor.name")
    engagement = serializers.CharField(source="engagement.ref")
    contract = serializers.CharField(source="contract.ref", allow_null=True)
    data_categories = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    allowed = serializers.SerializerMethodField()
    ready = serializers.SerializerMethodField()
    outstanding = serializers.SerializerMethodField()

    class Meta:
        model = SharingRequest
        fields = [
            "ref",
            "title",
            "status",
            "vendor",
            "vendor_name",
            "engagement",
            "contract",
            "data_class",
            "data_categories",
            "countries",
            "way",
            "frequency",
            "is_evaluation",
            "planned_on",
            "until_on",
            "valid_until",
            "allowed",
            "ready",
            "outstanding",
        ]

    def _judged(self, row: SharingRequest) -> Judgement | None:
        judged: dict[int, Judgement] = self.context.get("judged", {})
        return judged.get(row.pk)

    def get_allowed(self, row: SharingRequest) -> bool:
        judged = self._judged(row)
        return bool(judged and judged.answer.allowed)

    def get_ready(self, row: SharingRequest) -> bool:
        judged = self._judged(row)
        return bool(judged and judged.decision.ready)

    def get_outstanding(self, row: SharingRequest) -> int:
        judged = self._judged(row)
        return len(judged.decision.reasons) if judged else 0


class SharingDetailShape(SharingShape):
    """One request with every reason."""

    reasons = serializers.SerializerMethodField()

    class Meta(SharingShape.Meta):
        fields = [*SharingShape.Meta.fields, "destination", "volume", "legal_basis", "retention", "reasons"]

    def get_reasons(self, row: SharingRequest) -> list[dict[str, Any]]:
        judged = self._judged(row)
        return answers.told(judged.answer.reasons) if judged else []
