"""`python -m bench`: makes the portfolios, measures in a process for each database, writes the figures down."""

import argparse
import json
import os
import subprocess
import sys

from bench import databases, report


def main() -> int:
    words = argparse.ArgumentParser(prog="bench", description=__doc__)
    words.add_argument("--sizes", default="10000,100000", help="how many vendors (10000,100000)")
    words.add_argument("--databases", default="sqlite,postgresql", help="which databases (sqlite,postgresql)")
    words.add_argument("--only", default="", help="rows to measure, by their names, with commas between")
    words.add_argument("--rounds", type=int, default=5, help="rounds for each row (5)")
    words.add_argument("--fresh", action="store_true", help="make the portfolios anew")
    words.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    told = words.parse_args()
    sizes = [int(size) for size in told.sizes.split(",")]
    failed = False
    for kind in told.databases.split(","):
        for vendors in sizes:
            address = databases.ready(kind, vendors, fresh=told.fresh)
            result = databases.folder() / f"{kind}-{vendors}.json"
            command = [sys.executable, "-m", "bench.run", str(vendors), str(result), str(told.rounds), told.only]
            env = {**os.environ, "DATABASE_URL": address, "VAR_DIR": str(databases.folder()), "LOG_LEVEL": "WARNING"}
            failed |= subprocess.run(command, env=env, check=False).returncode != 0
        databases.drop_copies(kind, sizes)
    if told.write:
        figures = {path.stem: json.loads(path.read_text()) for path in sorted(databases.folder().glob("*.json"))}
        report.write(figures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
