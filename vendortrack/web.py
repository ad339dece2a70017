"""How gunicorn serves the pages: processes with threads, each gone when its parent is."""

import os
from typing import Any

from prometheus_client import multiprocess

from vendortrack.processes import die_with_parent

wsgi_app = "vendortrack.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108  a heartbeat file
limit_request_line = 4094


def post_fork(_server: Any, _worker: Any) -> None:
    """No process outlives the one that watches it."""
    die_with_parent()


def child_exit(_server: Any, worker: Any) -> None:
    """The gauges of a process that is gone no longer count."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)
