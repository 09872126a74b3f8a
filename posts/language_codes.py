"""Language codes as files and editors write them, in the one form that we keep. Pure."""

import re

# RFC 5646: language, script, region, variants; no extensions.
_CODE = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?((?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)
LONGEST = 35


def normalised(written: str) -> str:
    """The code as RFC 5646 recommends it, such as pt-BR for pt_br; empty for what is none."""
    code = written.strip().partition(".")[0].replace("_", "-")
    found = _CODE.fullmatch(code)
    if found is None or len(code) > LONGEST:
        return ""
    language, script, region, variants = found.groups(default="")
    parts = [language.lower(), script.title(), region.upper()]
    return "-".join(filter(None, parts)) + variants.lower()


def is_same(one: str, other: str) -> bool:
    """Whether two codes are one language for readers who choose between texts."""
    return normalised(one).casefold() == normalised(other).casefold()
