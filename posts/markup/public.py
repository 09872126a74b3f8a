"""
A text's Markdown as far as readers see it: what the page leaves out is left out here too.

The grammar that makes the page says what is code, what is a comment and what an address. Only
what it names is changed; all other bytes stay as their author wrote them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import urljoin

from markdown_it import rules_inline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from . import guard, parser, raw
from .notes import SCHEMES, Notes, normal, plain_marks, scheme_of, target, written
from .rendered import Missing, Picture, Resolve
from .sanitise import TAGS
from .tree import language_of

# What lies in these is in no page, whole.
HIDDEN = ("script", "style", "template", "iframe", "noembed", "noframes", "noscript")
ATTRIBUTE_NAMES = """
    alt cite colspan datetime dir height href lang rowspan scope span src start title value width
"""
ATTRIBUTES = frozenset(ATTRIBUTE_NAMES.split())
RULES: dict[str, Callable[[StateInline, bool], bool]] = {
    "link": rules_inline.link,
    "image": rules_inline.image,
    "autolink": rules_inline.autolink,
    "bare_address": parser.bare_address,
    "html_inline": parser.html_inline,
    "backticks": rules_inline.backtick,
}
BLOCKS = frozenset({"definition", "directive_close", "directive_open", "fence", "html_block"})
RECORDED = frozenset({"link_open", "image", "html_inline", "code_inline"})
# What a line begins with besides quotes' marks and spaces: a list's mark, a note's name.
MARK = re.compile(r"[^>\s]")
HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
OPEN_COMMENT = re.compile(r"(?<!\\)<!--")
FENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*")
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:.*$", re.MULTILINE)
Edit = tuple[int, int, str]


class UnplacedError(ValueError):
    """A piece of which it is not known where it stands in the text."""


def public_markdown(
    text: str, resolve: Resolve | None, page: str, *, in_snippet: bool = False
) -> str:
    """
    Return the Markdown without what readers don't see, its addresses whole.

    Comments, tags and attributes that the page doesn't have, notes and definitions that nothing
    refers to are gone; blocks of ours are Markdown that every reader knows. `page` is the address
    that the text is read at. Raises nothing: what can't be read is searched for comments alone.
    """
    text = guard.lines(text)
    env: dict[str, Any] = {"notes": Notes(resolve, None), "notes_at": [], "in_place": False}
    env["in_snippet"] = in_snippet
    try:
        if not guard.refusal(text):
            tokens = build().parse(text, env)
            if not guard.too_deep(tokens):
                return Source(text, tokens, env, Addresses(resolve, page)).changed()
    except UnplacedError:
        pass
    return DEFINITION.sub("", raw.COMMENT.sub("", text))


def build() -> parser.Parser:
    """Return our grammar, with the places of links, images and tags on their tokens."""
    grammar = parser.build()
    grammar.options["inline_definitions"] = True
    for name, rule in RULES.items():
        grammar.inline.ruler.at(name, recorded(rule))
    grammar.block.ruler.at("footnote_def", recorded_note, {"alt": ["paragraph", "reference"]})
    return grammar


def recorded(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return the rule, keeping with its token where it begins, where its label and it end."""

    def keep_place(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if silent:
            return True
        found = next((token for token in state.tokens[count:] if token.type in RECORDED), None)
        if found is None:  # backticks without an end are text
            return True
        label = -1
        if rule is parser.bare_address:  # it is seen at its colon
            start -= 5 if state.src[max(0, start - 5) : start].lower() == "https" else 4
        elif rule in (rules_inline.link, rules_inline.image):
            label = state.md.helpers.parseLinkLabel(state, start + (rule is rules_inline.image))
        found.meta = {"start": start, "label": label, "end": state.pos}
        return True

    return keep_place


def recorded_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a footnote, keeping its name and lines."""
    count = len(state.tokens)
    found = parser.footnote_def(state, start, end, silent)
    if found and not silent and state.tokens[count].type == "footnote_reference_open":
        label = state.tokens[count].meta["label"]
        state.env["notes_at"].append((f":{label}", start, state.line))
    return found


class Addresses:
    """Addresses as whoever reads the text elsewhere needs them."""

    def __init__(self, resolve: Resolve | None, page: str) -> None:
        self.resolve = resolve
        self.page = page

    def link(self, address: str) -> str | None:
        """Return the whole address of a link, None for one that readers don't get."""
        scheme = scheme_of(address)
        if scheme and scheme not in SCHEMES:
            return None
        if address.startswith("#") or scheme in ("mailto", "tel"):
            return address
        return self.whole((self.resolve and self.resolve.link(address)) or address)

    def image(self, address: str, alt: str) -> str | None:
        """Return the whole address of a picture, None for one that readers don't see."""
        if not address.strip() or scheme_of(address) not in ("", "http", "https"):
            return None
        found = self.resolve and self.resolve.image(address, alt)
        if isinstance(found, Missing):
            return found.address or None
        if isinstance(found, Picture) and not found.url:
            return None
        shown = (found.full or found.url) if isinstance(found, Picture) else address
        return self.whole(shown)

    def whole(self, address: str) -> str:
        """Return an address with scheme and host."""
        try:
            return urljoin(self.page, address)
        except ValueError:
            return address


class Source:
    """One text, and what is to be changed in it."""

    def __init__(
        self, text: str, tokens: list[Token], env: dict[str, Any], addresses: Addresses
    ) -> None:
        self.text, self.tokens, self.env, self.addresses = text, tokens, env, addresses
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.starts[-1] -= 1

    def changed(self) -> str:
        """Return the text with all changes; of two that overlap, the first and longest."""
        parts: list[str] = []
        end = 0
        for start, stop, new in sorted(self.edits(), key=lambda edit: (edit[0], -edit[1])):
            if start >= end:
                parts += self.text[end:start], new
                end = stop
        return "".join([*parts, self.text[end:]])

    def edits(self) -> Iterator[Edit]:
        """Yield the changes, each a part of the text and what takes its place."""
        yield from self.unused_notes()
        before, column = "", 0
        for token in self.tokens:
            if token.type == "tr_open":
                column = 0
            elif before in ("th_open", "td_open"):
                row = token.map[0] if token.map else 0
                places: list[int] = []
                if token.content:
                    places, column = in_cell(self.lines[row], column, token.content)
                yield from self.inline(token, [self.starts[row] + place for place in places])
            elif token.type == "tr_close" and before == "td_close":
                yield from self.further_cells(row, column)
            elif token.type == "inline":
                yield from self.inline(token, self.places(token, before == "heading_open"))
            elif token.type in BLOCKS and token.map:
                yield from getattr(self, token.type)(token)
            is_underlined = token.type == "heading_open" and token.markup in ("-", "=")
            before = "" if is_underlined else token.type

    def unused_notes(self) -> Iterator[Edit]:
        """Notes that nothing refers to, and all of one name but the last."""
        used = self.env.get("footnotes", {}).get("refs", {})
        last = {label: start for label, start, _end in self.env["notes_at"]}
        for label, start, end in self.env["notes_at"]:
            if used.get(label, -1) < 0 or last[label] != start:
                yield self.starts[start], self.starts[end], ""

    def further_cells(self, row: int, column: int) -> Iterator[Edit]:
        """Cells of a row beyond the head's: no page has them."""
        line = self.lines[row]
        column = column or line.find("|") + 1
        if line[column:].replace("|", "").strip():
            yield self.starts[row] + column, self.starts[row] + len(line), " |"

    def is_blank(self, row: int) -> bool:
        """Tell whether a line holds nothing but quotes' marks, or is none."""
        return not 0 <= row < len(self.lines) or not self.lines[row].strip("> \t")

    def definition(self, token: Token) -> Iterator[Edit]:
        """An address kept apart: it goes to the links that use it."""
        first, end = token.map or (0, 0)
        prefix = re.split(r"[\[<]", self.lines[first], maxsplit=1)[0]
        kept = f"{prefix.rstrip()}\n" if MARK.search(prefix) else ""
        if not kept and end + 1 < len(self.lines) and all(map(self.is_blank, (first - 1, end))):
            end += 1
        yield self.starts[first], self.starts[end], kept

    def fence(self, token: Token) -> Iterator[Edit]:
        """What stands after the name of a code block's language."""
        first = (token.map or (0, 0))[0]
        line = self.lines[first]
        mark = FENCE.search(line)
        language = language_of(token)
        if mark and line[mark.end() :].strip() != language:
            yield self.starts[first] + mark.end(), self.starts[first] + len(line), language

    def directive_open(self, token: Token) -> Iterator[Edit]:
        """The line that names one of our blocks."""
        first = (token.map or (0, 0))[0]
        line = self.lines[first]
        prefix = line[: line.find(":::")]
        further = MARK.sub(" ", prefix)
        held = self.in_place_of(token)
        shown = [f"{prefix}{held[0]}", *(further + line for line in held[1:]), further]
        if held[0] and not MARK.search(prefix):
            shown.insert(0, further)
        yield (
            self.starts[first],
            self.starts[first] + len(line),
            "\n".join(map(str.rstrip, shown)),
        )

    def in_place_of(self, token: Token) -> list[str]:
        """Return the lines that stand for a block's name, at least an empty one."""
        known = token.meta["directive"]
        if known is None:
            return [""]
        if known.alone:
            resolve, page = self.addresses.resolve, self.addresses.page
            text = public_markdown(token.meta["text"], resolve, page, in_snippet=True)
            return text.strip("\n").split("\n")
        words = raw.COMMENT.sub("", token.meta["words"]).strip()
        stand_in = known.markdown(words, self.addresses.link)
        if not token.meta["closed"]:  # nothing else stands where it ends
            stand_in = stand_in or known.ending(words)
        return [stand_in]

    def directive_close(self, token: Token) -> Iterator[Edit]:
        """The line that ends one of our blocks."""
        last = (token.map or (0, 0))[0]
        line = self.lines[last]
        prefix = line[: line.find(":::")]
        known = token.meta["directive"]
        words = raw.COMMENT.sub("", token.meta["words"]).strip()
        ending = known.ending(words) if known else ""
        blank = MARK.sub(" ", prefix).rstrip()
        shown = f"{blank}\n{prefix}{ending}\n{blank}" if ending else prefix.rstrip()
        yield self.starts[last], self.starts[last] + len(line), shown

    def html_block(self, token: Token) -> Iterator[Edit]:
        """A block of HTML, if readers don't see all of it."""
        shown = self.html(token.content)
        if shown == token.content:
            return
        first, end = token.map or (0, 0)
        kept = [line for line in shown.split("\n") if line.strip() or "<pre" in shown]
        if not kept and any(map(self.is_blank, (first - 1, end))):
            yield from self.definition(token)
            return
        source = token.content.split("\n")
        prefixes = []
        for line, content in zip(self.lines[first:end], source, strict=False):
            if not line.endswith(content):
                raise UnplacedError
            prefixes.append(line[: len(line) - len(content)])
        further = MARK.sub(" ", prefixes[-1])
        prefixes += [further] * len(kept)
        lines = [f"{prefix}{line}" for prefix, line in zip(prefixes, kept, strict=False)]
        yield self.starts[first], self.starts[end], "\n".join([*lines, further.rstrip(), ""])

    def places(self, token: Token, is_heading: bool) -> list[int]:
        """Return where in the text each character of a run of text stands."""
        places: list[int] = []
        for row, content in enumerate(token.content.split("\n"), (token.map or (0, 0))[0]):
            line, core = self.lines[row].rstrip(), content.strip()
            mark = HEADING_MARK.search(line) if is_heading and token.content else None
            column = line.find(core, mark.end()) if mark else len(line) - len(core)
            if column < 0 or not line.startswith(core, column):
                raise UnplacedError
            begin = self.starts[row] + column - (len(content) - len(content.lstrip()))
            places += range(begin, begin + len(content) + 1)
        return places

    def inline(self, token: Token, places: list[int]) -> Iterator[Edit]:
        """Yield the changes in a run of text."""
        placed = [child for child in token.children or () if "start" in child.meta]
        changes = [change for child in placed for change in self.piece(child, token.content)]
        for start, end, new in [*changes, *_open_comments(token.content, placed)]:
            if end > len(places):
                raise UnplacedError
            yield places[start], places[end - 1] + 1, new

    def piece(self, token: Token, text: str) -> Iterator[Edit]:
        """Yield the changes in a link, an image or a tag, by places in its run of text."""
        start, label, end = (token.meta[name] for name in ("start", "label", "end"))
        if token.type == "html_inline":
            shown = self.html(token.content, whole=False)
            if shown != token.content:
                yield start, end, shown
        elif token.type == "image":
            yield start, end, self.image(token, text)
        elif token.type == "link_open":
            address = str(token.attrs["href"])
            to = self.addresses.link(address)
            if label >= 0:
                yield from self.link(token, text, to)
            elif to is None:
                yield start, end, plain_marks(address)
            elif to != address:
                yield start, end, f"<{normal(to)}>" if text[start] == "<" else normal(to)

    def link(self, token: Token, text: str, to: str | None) -> Iterator[Edit]:
        """Yield the change of a link's address and title, or of the whole link to its words."""
        start, label, end = (token.meta[name] for name in ("start", "label", "end"))
        title = str(token.attrs.get("title", ""))
        shown = raw.COMMENT.sub("", title)
        if to is None:
            yield start, start + 1, ""
            yield label, end, ""
        elif to != token.attrs["href"] or shown != title or text[label + 1 : label + 2] != "(":
            yield label, end, f"]({target(to, shown)})"

    def image(self, token: Token, text: str) -> str:
        """Return an image as it is written anew, or the words in its place."""
        start, label, end = (token.meta[name] for name in ("start", "label", "end"))
        address, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
        children = token.children or []
        alt = "".join(child.content for child in children if child.type in ("text", "code_inline"))
        to = self.addresses.image(address, alt)
        shown = raw.COMMENT.sub("", title)
        if to is None:
            return plain_marks(alt)
        is_plain = all(child.type == "text" for child in children)
        if to == address and shown == title and is_plain and text[label + 1 : label + 2] == "(":
            return text[start:end]
        words = text[start + 2 : label] if is_plain else plain_marks(alt)
        return f"![{words}]({target(to, shown)})"

    def html(self, html: str, *, whole: bool = True) -> str:
        """Return HTML with the tags and attributes that readers get, addresses whole."""
        shown = raw.without_remarks(_without_hidden(html) if whole else html)
        return raw.TAG.sub(self.tag, shown)

    def tag(self, found: re.Match[str]) -> str:
        """Return one tag as it may stand."""
        if found[2] is None:
            return "&lt;"
        name = found[2].lower()
        if name not in TAGS:
            return ""
        if found[1]:
            return f"</{name}>"
        shown: dict[str, str] = {}
        for key, value in raw.attributes(found[3]).items():
            whole: str | None = value
            if key == "href":
                whole = self.addresses.link(value.strip())
            elif key == "src":
                whole = self.addresses.image(value.strip(), "")
            if key in ATTRIBUTES and whole is not None:
                shown[key] = whole
        if name == "img" and "src" not in shown:
            return escape(shown.get("alt", ""))
        return f"<{name}{written(shown)}>"


def _open_comments(text: str, placed: list[Token]) -> Iterator[Edit]:
    """
    Yield the change of a run of text with a comment that has no end in it.

    The page shows it as text, since Markdown has it so; but nobody wrote it to be read.
    """
    kept = [
        (
            child.meta["start"] if child.meta["label"] < 0 else child.meta["label"],
            child.meta["end"],
        )
        for child in placed
    ]
    ends = [end for _start, end in kept]
    for found in OPEN_COMMENT.finditer(text):
        within = bisect_right(ends, found.start())
        if within == len(kept) or found.start() < kept[within][0]:
            yield found.start(), len(text), ""
            return


def in_cell(line: str, column: int, content: str) -> tuple[list[int], int]:
    """Return where in a row each character of a cell stands, and the column of its end."""
    column = line.find(content.replace("|", "\\|"), column)
    if column < 0:
        raise UnplacedError
    places = []
    for letter in content:
        column += letter == "|"  # the backslash before it
        places.append(column)
        column += 1
    return places, column


def _without_hidden(html: str) -> str:
    """Return HTML without the elements of which nothing is shown."""
    for name in HIDDEN:
        lower, parts, end = html.lower(), [], 0
        while (start := lower.find(f"<{name}", end)) >= 0:
            close = lower.find(f"</{name}", start)
            if close < 0:
                break
            parts.append(html[end:start])
            end = (lower.find(">", close) + 1) or len(html)
        html = "".join([*parts, html[end:]])
    return html
