"""The numbers for Prometheus, added up over all processes of one machine."""

import os
import time
from collections.abc import Callable, Iterator
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from vendortrack import health

REQUESTS = Counter("vendortrack_requests", "Requests answered.", ["method", "page", "status"])
SECONDS = Histogram("vendortrack_request_seconds", "Time taken to answer.", ["page"])


class RequestMiddleware:
    """Count each answer by page, never by address: an address may hold a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = (match.view_name if match else "") or "unknown"
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        REQUESTS.labels(method, page, response.status_code).inc()
        SECONDS.labels(page).observe(time.perf_counter() - started)
        return response


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever has METRICS_TOKEN or is a signed-in member of staff."""
    if not (settings.DEBUG or _has_token(request) or request.user.is_staff):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    registry.register(Background())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


class Background:
    """How broker, worker and beat are doing, read when asked and not kept by any process."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = health.status()
        yield _gauge("broker_up", "1 when the broker answers.", now.broker)
        yield _gauge("queue_waiting", "Wake-ups not yet taken.", now.waiting)
        yield _gauge("heartbeat_age_seconds", "Since beat and worker last met.", now.heartbeat_age)


def _gauge(name: str, what: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"vendortrack_{name}", what, value=float("nan") if value is None else value)
