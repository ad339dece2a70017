"""Vendors: importing as many as the portfolio has, out of one file."""

import csv
from pathlib import Path

from django.db import connection, transaction

from bench import databases
from bench.frame import Frame, Row
from bench.measure import Figure, Side, compare
from portfolio.large import words
from vendors.actions.importing import import_vendors
from vendors.models import Vendor
from vendors.readers import tables, vendor_rows

HEAD = ["name", "legal_name", "country", "website", "domain", "services", "our_number"]
OTHERS = 1_000_000  # names that the portfolio does not have yet
# The columns that a vendor cannot be without, and what a hand-written import would put into them.
FIXED = {
    "status": "prospect",
    "kind": "company",
    "sourcing_channel": "established",
    "service_category": "",
    "delivery_countries": "[]",
    "delivery_languages": "[]",
    "address": "",
    "lei": "",
    "registration_number": "",
    "duns": "",
    "published_pages": "{}",
    "certifications": "[]",
    "approved_data_class": "",
    "approved_categories": "[]",
    "epoch": 1,
    "outstanding_count": 0,
    "created_at": "2026-01-01 00:00:00",
}
READ = ("name", "name_key", "legal_key", "legal_name", "country", "website", "domain", "services", "own_number")


def _file(count: int) -> Path:
    path = databases.folder() / f"vendors-{count}.csv"
    with path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEAD)
        for number in range(count):
            name = words.vendor_name(number + OTHERS)
            domain = f"{name.lower().replace(' ', '-').replace('&', 'and')}-{number}.example"
            country = words.COUNTRIES[number % len(words.COUNTRIES)]
            service = words.PROCESSES[number % len(words.PROCESSES)]
            rows.writerow([name, f"{name} Ltd", country, f"https://{domain}/", domain, service, f"N-{number}"])
    return path


def bring_in(frame: Frame) -> Figure:
    """Read, validated, matched, written, reported, with its history; against a parser and the fastest insert."""
    path = _file(frame.vendors)

    @transaction.atomic
    def ours() -> None:
        report = import_vendors(vendor_rows.read(tables.read(path)), None, frame.at)
        if report.created != frame.vendors:
            raise AssertionError(f"{report.created} created, {report.problems[:3]}")
        transaction.set_rollback(True)

    columns = ", ".join((*READ, *FIXED))
    table = Vendor._meta.db_table

    @transaction.atomic
    def by_hand() -> None:
        with path.open(newline="") as stream, connection.cursor() as cursor:
            rows = csv.reader(stream)
            next(rows)
            filled = ((row[0], row[0].casefold(), row[1].casefold(), *row[1:], *FIXED.values()) for row in rows)
            if frame.is_postgresql:
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in filled:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * (len(READ) + len(FIXED)))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", filled)  # noqa: S608
        transaction.set_rollback(True)

    target = 2.5 if frame.is_postgresql else 4
    return compare(f"importing {frame.vendors:,} vendors", target, Side(ours), Side(by_hand), frame.rounds)


ROWS: dict[str, Row] = {"import": bring_in}
