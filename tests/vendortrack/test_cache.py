"""The cache: Redis while it answers, else a table."""

import time
from collections.abc import Iterator

import pytest
import redis
from django.core.cache import caches

from tests.vendortrack.running import free_port
from vendortrack.cache import Client, RedisOrTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(settings) -> Iterator[None]:
    """The table, also where the cache of this run is Redis; and no pause that a test before has left."""
    settings.CACHES = {**settings.CACHES, "table": settings.TABLE}
    Client.again_at = float("-inf")
    yield
    Client.again_at = float("-inf")


def unreachable() -> RedisOrTable:
    return RedisOrTable(f"redis://127.0.0.1:{free_port()}/0", {})


def test_without_redis_the_table_keeps_counting(table: None) -> None:
    cache = unreachable()

    assert cache.add("tries", 1, 60)
    assert not cache.add("tries", 1, 60)
    assert cache.incr("tries") == 2
    cache.set_many({"a": 1, "b": 2}, 60)
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.get("nothing", "this") == "this"
    assert cache.delete("tries")
    assert caches["table"].get(cache.make_key("a")) == 1


def test_it_is_left_alone_for_a_while_and_then_asked_again(table: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, asked = unreachable(), []

    def away(_self: object, *_args: object) -> None:
        asked.append(1)
        raise redis.ConnectionError

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get", away)
    now = time.monotonic()
    for seconds in (0, 1, 9, 11):
        monkeypatch.setattr("time.monotonic", lambda seconds=seconds: now + seconds)
        cache.get("a")

    assert len(asked) == 2


@pytest.mark.redis
def test_with_redis_the_table_stays_empty(table: None, settings) -> None:
    cache = RedisOrTable(settings.REDIS_URL, {"KEY_PREFIX": f"test-{time.time_ns()}"})

    cache.set("a", 1, 60)

    assert cache.get("a") == 1
    assert caches["table"].get(cache.make_key("a")) is None
