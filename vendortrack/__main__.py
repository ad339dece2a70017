"""python -m vendortrack [run | prepare | web | worker | beat | healthy]: what `make run` and the image call."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from vendortrack.supervisor import CannotStart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vendortrack.settings")

COMMANDS = ("run", "prepare", "web", "worker", "beat", "healthy")


def main(arguments: list[str]) -> int:
    """Do what is asked; a setting that is missing is one sentence, not a traceback."""
    wanted = arguments[0] if arguments else "run"
    if wanted not in COMMANDS or len(arguments) > 2:
        print(f"Usage: python -m vendortrack [{' | '.join(COMMANDS)}]", file=sys.stderr)
        return 2
    try:
        from vendortrack import start  # reads the settings, which may be what is at fault

        return int(getattr(start, wanted)(*arguments[1:]))
    except ImproperlyConfigured as fault:
        print(f"VendorTrack cannot start. {fault}", file=sys.stderr)
    except CannotStart as fault:
        print(fault, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
