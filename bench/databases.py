"""The databases that are measured: a pristine portfolio of each size, and a copy of it for each run."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ITEMS_A_VENDOR = 10
SEED = 1


def folder() -> Path:
    place = Path(os.environ.get("BENCH_DIR", "var/bench")).resolve()
    place.mkdir(parents=True, exist_ok=True)
    return place


def ready(kind: str, vendors: int, *, fresh: bool) -> str:
    """The address of a working copy, made from the pristine one, which is made where there is none."""
    base, work = _address(kind, vendors, "base"), _address(kind, vendors, "work")
    if fresh or not _exists(kind, base):
        print(f"Making a portfolio of {vendors:,} vendors on {kind} …", flush=True)
        _drop(kind, base)
        _create(kind, base)
        sizes = (f"--vendors={vendors}", f"--items={vendors * ITEMS_A_VENDOR}", f"--seed={SEED}")
        try:
            _manage(base, "migrate", "--verbosity=0")
            _manage(base, "generate_portfolio", *sizes)
        except subprocess.CalledProcessError:
            _drop(kind, base)
            raise
    _drop(kind, work)
    _copy(kind, base, work)
    _manage(work, "migrate", "--verbosity=0")  # the pristine one may be older than the code
    _settle(kind, work)
    return work


def _settle(kind: str, address: str) -> None:
    """What a server's own upkeep does after a migration: count the rows anew, and merge what its indexes postponed."""
    if kind == "sqlite":
        with closing(sqlite3.connect(_file(address))) as database:
            database.execute("ANALYZE")
    else:
        _psql(address, "VACUUM ANALYZE", database=_name(address))


def _manage(address: str, *words: str) -> None:
    env = {**os.environ, "DATABASE_URL": address, "VAR_DIR": str(folder())}
    subprocess.run([sys.executable, "manage.py", *words], env=env, check=True, stdout=subprocess.DEVNULL)


def _address(kind: str, vendors: int, part: str) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder() / f'{vendors}-{part}.sqlite3'}"
    server = urlsplit(os.environ.get("BENCH_POSTGRESQL", "postgres:///vendortrack_bench"))
    name = f"{server.path.lstrip('/')}_{vendors}_{part}"
    return (
        urlunsplit((server.scheme, server.netloc, f"/{name}", server.query, ""))
        if server.netloc
        else (f"{server.scheme}:///{name}")
    )


def _file(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _psql(address: str, command: str, database: str = "postgres") -> str:
    """Ask the server, in its own `postgres` database unless told otherwise."""
    server = address.replace("postgres:///", "postgresql:///").rpartition("/")[0] + f"/{database}"
    asked = subprocess.run(["psql", "-qAt", "-c", command, server], check=True, capture_output=True, text=True)
    return asked.stdout.strip()


def _exists(kind: str, address: str) -> bool:
    if kind == "sqlite":
        return _file(address).exists()
    return _name(address) in _psql(address, "SELECT datname FROM pg_database").split()


def _create(kind: str, address: str) -> None:
    if kind != "sqlite":
        _psql(address, f'CREATE DATABASE "{_name(address)}"')


def _drop(kind: str, address: str) -> None:
    if kind == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{_file(address)}{end}").unlink(missing_ok=True)
    else:
        _psql(address, f'DROP DATABASE IF EXISTS "{_name(address)}" WITH (FORCE)')


def _copy(kind: str, base: str, work: str) -> None:
    if kind == "sqlite":
        shutil.copyfile(_file(base), _file(work))
    else:
        _psql(work, f'CREATE DATABASE "{_name(work)}" TEMPLATE "{_name(base)}"')


def drop_copies(kind: str, sizes: list[int]) -> None:
    for vendors in sizes:
        _drop(kind, _address(kind, vendors, "work"))
