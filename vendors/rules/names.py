"""When two vendor names mean the same company."""

import re
import unicodedata

LONGEST = 200

# Legal forms as they look once punctuation is gone ("S.p.A." and "SpA" both become "spa").
LEGAL_FORMS = frozenset(
    {
        *("ab", "ad", "ag", "aps", "as", "asa", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "dba"),
        *("doo", "ead", "eg", "eood", "eurl", "ev", "gesmbh", "gmbh", "inc", "incorporated", "kft", "kg", "kgaa"),
        *("kk", "lda", "limited", "llc", "llp", "lp", "ltd", "ltda", "mbh", "nv", "ohg", "oo", "ood", "oy", "oyj"),
        *("pbc", "plc", "pllc", "pte", "pty", "pvt", "sa", "sab", "sae", "sapi", "sarl", "sas", "sasu", "se", "sl"),
        *("slu", "snc", "spa", "spzoo", "sprl", "srl", "sro", "uab", "ug", "zrt"),
    }
)
# Words that belong to a legal form only before another one ("GmbH & Co. KG", "Public Limited Company").
CONNECTING = frozenset({"and", "de", "o", "private", "public", "sp", "z"})

_DOTTED = re.compile(r"\b\w(?:\.\s?\w)+\b\.?")
_AROUND = ".,;:!()[]\"'“”’"
_WORD = re.compile(r"\w+")
_MARKS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "&": " and ",
        "+": " plus ",
        "'": "",
        "’": "",
        "_": " ",
    }
)


def name_key(name: str) -> str:
    """A vendor's name without case, accents, punctuation and legal form: equal keys are suggested as the same vendor.

    A name that is nothing but a legal form keeps it, so that no name has an empty key unless it has no letters.
    """
    words = _words(name)
    kept = list(words)
    while kept and (kept[-1] in LEGAL_FORMS or (kept[-1] in CONNECTING and len(kept) < len(words))):
        kept.pop()
    return " ".join(kept or words)[:LONGEST]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces, signs around a word and the legal form.

    That is how an import knows a vendor again. Names whose keys alone are equal (UK and U.K.) are suggested only.
    """
    return _core(one) == _core(other)


def _core(name: str) -> list[str]:
    words = [word for part in name.casefold().split() if (word := part.strip(_AROUND))]
    kept = list(words)
    while kept and kept[-1].replace(".", "") in LEGAL_FORMS:
        kept.pop()
    return kept or words


def _words(name: str) -> list[str]:
    text = name.casefold().translate(_MARKS)
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    if "." in text:
        text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    return _WORD.findall(text)
