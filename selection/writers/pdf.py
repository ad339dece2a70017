"""A page as PDF. Text is drawn by Pango, a library of the system (docs/operations.md): without it there is no PDF."""

import warnings
from functools import cache
from typing import Any


@cache
def weasyprint() -> Any:
    """The library that writes it, loaded when the first one is wanted; None where Pango is missing.

    It warns where HarfBuzz cannot cut the fonts, and has them cut by fontTools.
    """
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            import weasyprint as found
    except OSError:
        return None
    return found


def is_possible() -> bool:
    return weasyprint() is not None


def written(html: str, mark: str) -> bytes:
    """The PDF of a page that brings all its parts along: whatever it names, nothing is fetched.

    Tagged after PDF/UA (ISO 14289-1). The same page and the same mark (what tells this document from all others)
    give the same bytes.
    """
    library = weasyprint()
    closed = library.urls.URLFetcher(allowed_protocols=frozenset())
    page = library.HTML(string=html, url_fetcher=closed)
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=mark.encode()))
