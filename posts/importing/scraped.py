"""
The text of a scraped page becomes clean Markdown: headings, lists and paragraphs are recognised,
what stood around the article is left out and named.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from posts.importing.escaping import escaped
from posts.importing.notes import Note

LONGEST_TITLE = 200
LONGEST_HEADING = 90
# An author's box holds a few paragraphs; more below it is the article itself.
MOST_PARAGRAPHS_IN_A_BOX = 3
# One # or a link may be chance; two such marks, and the text is Markdown already.
SIGNS_OF_MARKDOWN = 2

_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\t]")
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BULLET = re.compile(r"(\s*)(?:[•‣▪▫●○◦·∙⁃]\s*|[-*–—+]\s+)(?=\S)(.*)")
_NUMBER = re.compile(r"(\s*)(\d{1,3})[.)]\s+(\S.*)")
_MARKDOWN = re.compile(
    r"^#{1,6} \S|\]\((?:https?:|/)|^(?:```|~~~)|\*\*\S[^*\n]*\S\*\*", re.MULTILINE
)


def _lines(*patterns: str) -> re.Pattern:
    return re.compile(rf"(?:{'|'.join(patterns)})[\s:*!.…»→↑]*", re.IGNORECASE)


# Never a line of an article.
_ALWAYS = _lines(
    r"(?:skip|jump) to (?:main )?content",
    r"(?:scroll|back|return|go) to (?:the )?top",
    r"this site (?:uses|is protected by) (?:akismet|recaptcha).*",
    r"learn how your comment data is processed",
    r"your e-?mail (?:address )?will not be published.*",
    r"required fields are marked.*",
    r"save my name, e-?mail,? and website in this browser.*",
    r"notify me of (?:new|follow-up) (?:posts|comments).*",
    r"toggle (?:navigation|menu)",
    r"click to share on .*",
)
# From here on everything belongs to what stands below an article.
_BOXES = _lines(
    r"about (?:the )?authors?",
    r"about the writer",
    r"written by",
    r"leave a (?:comment|reply)(?: cancel reply)?",
    r"(?:post|add|write) a comment",
    r"(?:related|similar|recent|more|popular) (?:posts|articles|stories|reading)",
    r"you (?:may|might) also (?:like|enjoy|be interested in)",
    r"post navigation",
    r"share this(?: post| article| story)?",
    r"share on .*",
    r"filed under.*",
    r"tagged(?: with)?\b.*",
)
_COMMENTS = _lines(
    r"\d+ (?:comments?|responses?|replies|thoughts? on .*)", "comments?", "discussion"
)
# Part of an article when it stands in the middle of one, of the page when at its edges.
_AT_EDGES = _lines(
    "menu",
    "home",
    "search(?: for)?",
    "share",
    "tweet",
    "pin(?: it)?",
    "print",
    "e-?mail",
    "name",
    "website",
    "comment",
    "reply",
    "cancel reply",
    "(?:post|submit) comment",
    "submit",
    "subscribe.*",
    "sign up.*",
    "log ?in",
    "facebook|twitter|x|linkedin|instagram|pinterest|whatsapp|reddit|youtube",
    "advertisements?",
    "accept(?: all)?(?: cookies)?",
    "(?:we|this (?:web)?site) uses? cookies.*",
    r"(?:previous|next|older|newer) (?:posts?|articles?|entry|entries)\b.*",
    r"(?:©|copyright\b).*",
    "all rights reserved.*",
    "powered by .*",
    r"posted (?:on|in|by)\b.*",
    r"\d+ min(?:ute)?s? read",
)


@dataclass(frozen=True)
class Cleaned:
    """A title, Markdown, how many lines were kept, and a note for each that was left out."""

    title: str
    body: str
    kept: int
    left_out: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str

    @property
    def words(self) -> str:
        return self.text.strip()


def clean(text: str, line: int = 1) -> Cleaned:
    """Return what is the article in a page's text, whose first line is number `line`."""
    lines = _lines_of(text, line)
    kept_numbers = kept(text, line)
    blocks = _kept_blocks(lines, kept_numbers)
    title, blocks = _title(blocks)
    left_out = [each for each in lines if each.words and each.number not in kept_numbers]
    return Cleaned(
        title,
        _body(text, blocks),
        sum(map(len, blocks)) + bool(title),
        [left_out_note(each.words, each.number) for each in left_out],
    )


def kept(text: str, line: int = 1) -> set[int]:
    """The numbers of the lines that look like the article."""
    blocks = _blocks(_lines_of(text, line))
    start, end = _article(blocks)
    return {
        each.number
        for block in blocks[start:end]
        for each in block
        if not _ALWAYS.fullmatch(each.words)
    }


def left_out_note(words: str, line: int | None = None) -> Note:
    """What the report says of a line that is no part of the article."""
    return Note(_("Left out: “%s”") % _short(" ".join(words.split())), line)


def words_of(line: str) -> str:
    """What can be read in a line."""
    return _UNSEEN.sub("", line).strip()


def title_in(text: str, numbers: Container[int]) -> tuple[str, int]:
    """The title that these lines of a text begin with, and its line's number; else nothing."""
    blocks = _kept_blocks(_lines_of(text), numbers)
    title, _rest = _title(blocks)
    return (title, blocks[0][0].number) if title else ("", 0)


def markdown(text: str, numbers: Container[int]) -> str:
    """These lines of a text as Markdown."""
    return _body(text, _kept_blocks(_lines_of(text), numbers))


def kinds(text: str, numbers: Container[int]) -> dict[int, str]:
    """What lines are taken for, by their numbers: `heading` or `item` of a list."""
    found: dict[int, str] = {}
    if _is_markdown(text):
        return found
    blocks = _kept_blocks(_lines_of(text), numbers)
    for index, block in enumerate(blocks):
        if _is_heading(block, blocks[index + 1] if index + 1 < len(blocks) else []):
            found[block[0].number] = "heading"
            continue
        for each in block:
            if _BULLET.match(each.text) or _NUMBER.match(each.text):
                found[each.number] = "item"
    return found


def _lines_of(text: str, line: int = 1) -> list[_Line]:
    return [
        _Line(number, _UNSEEN.sub("", _SPACES.sub(" ", content)).rstrip())
        for number, content in enumerate(text.split("\n"), start=line)
    ]


def _kept_blocks(lines: list[_Line], numbers: Container[int]) -> list[list[_Line]]:
    blocks = ([each for each in block if each.number in numbers] for block in _blocks(lines))
    return [block for block in blocks if block]


def _is_markdown(text: str) -> bool:
    return len(list(islice(_MARKDOWN.finditer(text), SIGNS_OF_MARKDOWN))) == SIGNS_OF_MARKDOWN


def _body(text: str, blocks: list[list[_Line]]) -> str:
    if _is_markdown(text):
        body = "\n\n".join("\n".join(each.text for each in block) for block in blocks)
    else:
        body = _markdown(blocks)
    return body + "\n" if body else ""


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    blocks: list[list[_Line]] = [[]]
    for each in lines:
        if each.words:
            blocks[-1].append(each)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _article(blocks: list[list[_Line]]) -> tuple[int, int]:
    """The first block of the article and the one after its last."""
    start, end = 0, len(blocks)
    while start < end and all(_is_edge(each) for each in blocks[start]):
        start += 1
    if start == end:
        return 0, len(blocks)
    others = 0
    for index in range(len(blocks) - 1, start, -1):
        first = blocks[index][0].words
        is_box = _BOXES.fullmatch(first) and others <= MOST_PARAGRAPHS_IN_A_BOX
        if is_box or _COMMENTS.fullmatch(first):
            end, others = index, 0
        elif all(_is_edge(each) for each in blocks[index]):
            end = index if index == end - 1 else end
        else:
            others += 1
    return start, end


def _is_edge(line: _Line) -> bool:
    return bool(_ALWAYS.fullmatch(line.words) or _AT_EDGES.fullmatch(line.words))


def _title(blocks: list[list[_Line]]) -> tuple[str, list[list[_Line]]]:
    if not blocks:
        return "", blocks
    first, *rest = blocks[0]
    title = " ".join(first.words.removeprefix("# ").split())
    if len(title) > LONGEST_TITLE:
        return "", blocks
    return title, [rest, *blocks[1:]] if rest else blocks[1:]


def _markdown(blocks: list[list[_Line]]) -> str:
    parts: list[tuple[str, str]] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else []
        if _is_heading(block, following):
            parts.append(("heading", "## " + escaped(block[0].words)))
            continue
        for kind, text in _prose_and_lists(block):
            if kind == "list" and parts and parts[-1][0] == "list":
                parts[-1] = ("list", parts[-1][1] + "\n" + text)
            else:
                parts.append((kind, text))
    return "\n\n".join(text for _kind, text in parts)


def _is_heading(block: list[_Line], following: list[_Line]) -> bool:
    """Whether a line of its own looks like a heading over what follows."""
    text = block[0].words
    if len(block) > 1 or not following or len(text) > LONGEST_HEADING:
        return False
    if text[-1] in ".;,:" or _BULLET.match(text):
        return False
    below = following[0].words
    if len(below) <= len(text) and len(following) == 1 and not _BULLET.match(following[0].text):
        return False
    words = text.split()
    capitals = sum(word[0].isupper() or not word[0].isalpha() for word in words)
    begins_well = words[0][0].isupper() or not words[0][0].isascii() or words[0][0].isdigit()
    return begins_well and (text[-1] == "?" or len(words) <= 6 or capitals * 2 > len(words))


def _prose_and_lists(block: list[_Line]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    indents: list[int] = []
    for each in block:
        item = _BULLET.match(each.text) or _NUMBER.match(each.text)
        if item:
            indent = len(item[1])
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1] + 1:
                indents.append(indent)
            mark = "-" if item.lastindex == 2 else f"{item[2]}."
            line = "   " * (len(indents) - 1) + f"{mark} {escaped(item.groups()[-1])}"
            joined = bool(parts) and parts[-1][0] == "list"
            parts[-1:] = (
                [("list", f"{parts[-1][1]}\n{line}")] if joined else [*parts[-1:], ("list", line)]
            )
        elif parts and (parts[-1][0] == "prose" or each.text.startswith(" ")):
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {escaped(each.words, begins=False)}")
        else:
            parts.append(("prose", escaped(each.words)))
            indents = []
    return parts


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:69] + "…"
