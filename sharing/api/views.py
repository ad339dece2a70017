"""The gate's answers to programs; errors are problem documents, and nothing but a yes is a 204."""

from datetime import datetime
from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions, generics, status
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiClient
from sharing import actions
from sharing.api import problems
from sharing.api.clients import AUTHENTICATION, AnyAccept, MayAsk, MayRead, PerCaller
from sharing.api.shapes import (
    AnswerShape,
    ProblemShape,
    SharingDetailShape,
    SharingShape,
    TransferIn,
    TransferShape,
)
from sharing.models import SharingRequest
from sharing.writers import answers, keys, tokens

PROBLEMS = {
    number: OpenApiResponse(ProblemShape, description=description)
    for number, description in (
        (401, "No bearer token that is in force."),
        (403, "Blocked, or not permitted."),
        (404, "No such request, or none that this client may see."),
        (429, "Too many questions."),
        (503, "The records cannot be read."),
    )
}
REF = OpenApiParameter("ref", str, OpenApiParameter.PATH, description="Like SR-0031.")


def visible(request: Request) -> QuerySet[SharingRequest]:
    """What a program is limited to, and what a person may see."""
    if isinstance(request.auth, ApiClient):
        rows = SharingRequest.objects.all()
        if request.auth.references:
            numbers = (SharingRequest.number_in(ref) for ref in request.auth.references)
            rows = rows.filter(pk__in=[number for number in numbers if number])
        return rows
    return SharingRequest.objects.visible_to(request.user)


def find(request: Request, ref: str) -> SharingRequest:
    """The request of this reference; 404 where there is none that the caller may see."""
    number = SharingRequest.number_in(ref)
    row = visible(request).filter(pk=number).first() if number else None
    if row is None:
        raise Http404
    return row


def client_of(request: Request) -> ApiClient | None:
    return request.auth if isinstance(request.auth, ApiClient) else None


def audience(request: Request) -> str:
    """Whom a token is for: the client that asked, or the person."""
    client = client_of(request)
    return client.ref if client else request.user.agent


class GateView(APIView):
    """What every question to the gate shares; a proxy may hand on any method, and no other is answered with 2xx."""

    http_method_names = ["get", "head", "post"]
    authentication_classes = AUTHENTICATION
    permission_classes = [MayAsk]
    throttle_classes = [PerCaller]
    content_negotiation_class = AnyAccept

    def finalize_response(self, request: HttpRequest, response: Any, *args: Any, **kwargs: Any) -> Any:
        """An answer is as fresh as its question: nobody may keep it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def asked(self, request: Request, ref: str, at: datetime) -> actions.Judgement:
        sharing = find(request, ref)
        client = client_of(request)
        return actions.ask(sharing.pk, at=at, client=client) if client else actions.judge(sharing.pk, at)


class PassView(GateView):
    """For pipelines and proxies: 204, or anything but 2xx."""

    @extend_schema(
        operation_id="pass",
        parameters=[REF],
        request=None,
        responses={204: OpenApiResponse(description="It may go now."), **PROBLEMS},
    )
    def get(self, request: Request, ref: str) -> Response:
        """May it go now?"""
        judgement = self.asked(request, ref, timezone.now())
        if judgement.answer.allowed:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return problems.blocked(judgement.answer.reasons)


class CheckView(GateView):
    """Asks and explains."""

    @extend_schema(operation_id="check", parameters=[REF], request=None, responses={200: AnswerShape, **PROBLEMS})
    def post(self, request: Request, ref: str) -> Response:
        """May it go now, is it ready, and if not, why? With a token where it may."""
        at = timezone.now()
        judgement = self.asked(request, ref, at)
        token = None
        if judgement.answer.allowed and judgement.answer.valid_until is not None:
            number, until = judgement.decision.policy_number, judgement.answer.valid_until
            token = tokens.token(judgement.facts, number, until, audience(request), at)
        return Response(answers.answer(judgement.facts, judgement.decision, judgement.answer, at, token))


class TransfersView(GateView):
    """Records what was handed over."""

    @extend_schema(
        operation_id="record_transfer",
        parameters=[REF],
        request=TransferIn,
        responses={201: TransferShape, 400: ProblemShape, **PROBLEMS},
    )
    def post(self, request: Request, ref: str) -> Response:
        """It was handed over: recorded on the clearance that stands, and a one-off is used up."""
        sharing = find(request, ref)
        given = TransferIn(data=request.data)
        given.is_valid(raise_exception=True)
        client = client_of(request)
        transfer = actions.record_transfer(
            sharing.ref,
            at=timezone.now(),
            by=None if client else request.user,
            client=client,
            volume=given.validated_data.get("volume"),
        )
        return Response(TransferShape(transfer).data, status=status.HTTP_201_CREATED)


class SharingFilter(django_filters.FilterSet):
    """What the list can be narrowed by; references are written like VEN-0007."""

    vendor = django_filters.CharFilter(method="of_reference", label=_("vendor"))
    engagement = django_filters.CharFilter(method="of_reference", label=_("engagement"))
    status = django_filters.MultipleChoiceFilter(choices=SharingRequest.Status.choices)
    planned_from = django_filters.DateFilter(field_name="planned_on", lookup_expr="gte")
    planned_to = django_filters.DateFilter(field_name="planned_on", lookup_expr="lte")

    class Meta:
        model = SharingRequest
        fields = ["status", "data_class", "frequency", "is_evaluation"]

    def of_reference(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        related = SharingRequest._meta.get_field(name).related_model
        number = related.number_in(value)  # type: ignore[union-attr]
        return rows.filter(**{f"{name}_id": number}) if number else rows.none()


class Pages(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 100


class ReadingView:
    """What list and detail share: who may read, and what they see."""

    authentication_classes = AUTHENTICATION
    permission_classes = [MayRead]
    throttle_classes = [PerCaller]
    content_negotiation_class = AnyAccept

    def get_queryset(self) -> QuerySet[SharingRequest]:
        if getattr(self, "swagger_fake_view", False):
            return SharingRequest.objects.none()
        return visible(self.request).select_related("vendor", "engagement", "contract")  # type: ignore[attr-defined]


@extend_schema_view(
    get=extend_schema(operation_id="list_sharings", responses={200: SharingShape(many=True), **PROBLEMS})
)
class SharingListView(ReadingView, generics.ListAPIView):
    """The sharing requests that this caller may see, each judged now."""

    serializer_class = SharingShape
    pagination_class = Pages
    filter_backends = [django_filters.rest_framework.DjangoFilterBackend, OrderingFilter]
    filterset_class = SharingFilter
    ordering_fields = ["id", "planned_on", "until_on", "status", "valid_until"]
    ordering = ["-id"]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        judged = {one.facts.sharing.id: one for one in actions.judge_all([row.pk for row in page], timezone.now())}
        shape = self.get_serializer(page, many=True, context={**self.get_serializer_context(), "judged": judged})
        return self.get_paginated_response(shape.data)


@extend_schema_view(
    get=extend_schema(operation_id="read_sharing", parameters=[REF], responses={200: SharingDetailShape, **PROBLEMS})
)
class SharingDetailView(ReadingView, generics.RetrieveAPIView):
    """One sharing request, judged now."""

    serializer_class = SharingDetailShape
    lookup_field = "ref"

    def get_object(self) -> SharingRequest:
        return find(self.request, self.kwargs["ref"])

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        context = {**self.get_serializer_context(), "judged": {row.pk: actions.judge(row.pk, timezone.now())}}
        return Response(self.get_serializer(row, context=context).data)


class NothingView(GateView):
    """An address of the API that does not exist."""

    schema = None
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound


@login_not_required
@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    """The public keys by which a clearance's token is verified."""
    return JsonResponse(
        keys.jwks(), headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    )
