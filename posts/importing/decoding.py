"""Text out of bytes of any origin: encodings told apart, wrongly decoded characters mended."""

import codecs
import re
from itertools import islice

import ftfy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.importing.notes import Note

_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BACKTICKS = re.compile(r"`+")
MOST_CODE_SPANS = 100
MOST_NOTES = 8


def as_bytes_of_ascii(source: bytes, notes: list[Note]) -> bytes:
    """The same text in bytes in which ASCII is itself: UTF-16 becomes UTF-8, all else stays."""
    encoding = _WIDE.get(source[:2])
    if encoding is None:
        return source
    notes.append(Note(_("The file is in UTF-16: read as such.")))
    return source.decode(encoding, errors="replace").encode()


def decode(part: bytes, line: int, notes: list[Note]) -> str:
    """
    Return a part of a file as text with LF line ends; `line` is where it begins.

    Lines that are no UTF-8 are read as Windows-1252, NUL is left out, mojibake is mended; each
    with a note.
    """
    try:
        text = part.decode()
    except UnicodeDecodeError:
        text = _line_by_line(part, line, notes)
    if "\0" in text:
        first = line + text[: text.index("\0")].count("\n")
        notes.append(Note(_("NUL characters are left out: no text holds them."), first))
        text = text.replace("\0", "")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _mended(text, line, notes)


def _line_by_line(part: bytes, line: int, notes: list[Note]) -> str:
    lines, first = [], None
    for number, content in enumerate(_LINE_END.split(part), start=line):
        try:
            lines.append(content.decode())
        except UnicodeDecodeError:
            first = first or number
            lines.append(content.decode("windows-1252", errors="replace"))
    notes.append(Note(_("Not in UTF-8 from here on: read as Windows-1252 (Latin-1)."), first))
    return "\n".join(lines)


def _mended(text: str, line: int, notes: list[Note]) -> str:
    lines, fence = text.split("\n"), ""
    found: dict[tuple[str, str], list[int]] = {}
    for index, content in enumerate(lines):
        if opening := _FENCE.match(content):
            fence = _fence_after(fence, opening[1], content)
        elif not fence and not content.isascii():
            lines[index] = _mended_outside_code(content, line + index, found)
    notes += _mojibake_notes(found)
    return "\n".join(lines)


def _fence_after(fence: str, marks: str, line: str) -> str:
    """The code fence that is open after this line, or an empty text."""
    if not fence:
        return marks
    closes = marks[0] == fence[0] and len(marks) >= len(fence) and not line.strip().strip(marks[0])
    return "" if closes else fence


def _mended_outside_code(line: str, number: int, found: dict) -> str:
    # Code that shows mojibake on purpose stays.
    parts, end = [], 0
    for start, stop in _code_spans(line):
        parts += [_mended_part(line[end:start], number, found), line[start:stop]]
        end = stop
    return "".join([*parts, _mended_part(line[end:], number, found)])


def _code_spans(line: str) -> list[tuple[int, int]]:
    """Where code between equal runs of backticks begins and ends; the first hundred runs count."""
    if "`" not in line:
        return []
    spans: list[tuple[int, int]] = []
    runs = [run.span() for run in islice(_BACKTICKS.finditer(line), MOST_CODE_SPANS)]
    for index, (start, stop) in enumerate(runs):
        if spans and start < spans[-1][1]:
            continue
        same = (end for begin, end in runs[index + 1 :] if end - begin == stop - start)
        if (end := next(same, None)) is not None:
            spans.append((start, end))
    return spans


def _mended_part(part: str, number: int, found: dict) -> str:
    mended = part if part.isascii() else ftfy.fix_encoding(part)
    if mended != part:
        found.setdefault(_difference(part, mended), []).append(number)
    return mended


def _difference(before: str, after: str) -> tuple[str, str]:
    """What differs between two texts, without what is the same at both ends."""
    shorter, start, end = min(len(before), len(after)), 0, 0
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return _short(before[start : len(before) - end]), _short(after[start : len(after) - end])


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _mojibake_notes(found: dict[tuple[str, str], list[int]]) -> list[Note]:
    """A note for each kind of mojibake, the first ones in full."""
    notes = []
    for (was, now), numbers in list(found.items())[:MOST_NOTES]:
        more = len(numbers) - 1
        again = ngettext(" So was %(more)s more.", " So were %(more)s more.", more) % {
            "more": more
        }
        sentence = _("“%(was)s” was a wrongly decoded “%(now)s”: mended.") % {
            "was": was,
            "now": now,
        }
        notes.append(Note(sentence + (again if more else ""), numbers[0]))
    if len(found) > MOST_NOTES:
        notes.append(
            Note(
                _("Wrongly decoded characters of %(more)s more kinds are mended.")
                % {"more": len(found) - MOST_NOTES}
            )
        )
    return notes
