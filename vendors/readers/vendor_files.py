"""Vendors out of a file of any format that we know."""

from pathlib import Path

from vendors.readers import ocds, tables, vendor_rows
from vendors.readers.vendor_rows import VendorRows

FORMATS = (*tables.FORMATS, "ocds")


def read(path: Path, form: str = "") -> VendorRows:
    """The vendors in a table, or the suppliers in an Open Contracting Data package; tables.Unreadable where neither."""
    if form == "ocds" or (not form and tables.is_json(tables.content_of(path))):
        return ocds.read(path)
    return vendor_rows.read(tables.read(path, form))
