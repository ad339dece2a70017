"""The cache on Redis, which goes on in a table of the database while Redis does not answer."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import redis
import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 2  # how long one question to Redis may take
PAUSE_SECONDS = 10.0  # how long it is left alone after it did not answer


class RedisOrTable(RedisCache):
    """No page needs Redis to be there, and limits on guessing go on counting without it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
        given = params.get("OPTIONS", {})
        self._options = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS, **given}


class Client:
    """Asks Redis; when it does not answer, the table, and for a while the table alone."""

    again_at = float("-inf")  # for all threads of this process: when Redis is asked next

    def __init__(self, servers: list[str], **options: Any) -> None:
        self.redis = RedisCacheClient(servers, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return partial(self._ask, name)

    def _ask(self, name: str, *args: Any) -> Any:
        if time.monotonic() >= Client.again_at:
            try:
                return getattr(self.redis, name)(*args)
            except redis.RedisError as fault:
                Client.again_at = time.monotonic() + PAUSE_SECONDS
                log.warning("cache.redis_away", fault=str(fault))
        return getattr(caches["table"], name)(*args)
