"""Lists and objects in brackets: members taken out and put in, the rest left as written."""

import re
from collections.abc import Sequence
from itertools import pairwise

Span = tuple[int, int]
# What stands before a member, on its line; a line end before that, without a comment.
_SPACE = re.compile(r"(?:\r?\n)?[ \t]*\Z")


def edited(
    text: str, inside: Span, members: Sequence[Span], kept: Sequence[bool], added: Sequence[str]
) -> str:
    """
    What stands between two brackets, without some of its members and with more at the end.

    `inside` is from behind the one to before the other; each member has its own span in it.
    """
    start, end = inside
    if not members:
        return f"{text[start:end].rstrip()}{', '.join(added)}" if added else text[start:end]
    lead, tail = text[start : members[0][0]], text[members[-1][1] : end]
    gaps = [text[one[1] : other[0]] for one, other in pairwise(members)]
    separator = "," + _SPACE.search(gaps[-1] if gaps else lead)[0]  # type: ignore[index]
    separator = ", " if separator == "," and not gaps else separator
    left = [index for index, stays in enumerate(kept) if stays]
    parts = []
    for index in left:
        parts.append(text[slice(*members[index])])
        if index != left[-1]:
            parts.append(gaps[index])
    for member in added:
        parts += [separator, member] if parts else [member]
    return lead + "".join(parts) + tail if parts else ""
