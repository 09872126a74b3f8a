"""The Markdown that people write, read as CommonMark with tables, footnotes and blocks."""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .directives import directive
from .guard import DEEPEST
from .notes import Notes
from .reading import plain
from .rendered import Heading
from .typography import quotes
from .writer import Writer

TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
WISHED_ID = re.compile(r"\{#([\w-]{1,80})\}")
LONGEST_TAG = 4_000
REMARKS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
BLANKS = frozenset({"softbreak", "hardbreak", "text"})


class Parser(MarkdownIt):
    """Keeps addresses as they are written: the writer resolves and judges them."""

    renderer: Writer

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


def build() -> Parser:
    """Return a parser with all our rules; it is made once a thread."""
    md = Parser("commonmark", {"xhtmlOut": False, "maxNesting": DEEPEST}, renderer_cls=Writer)
    md.enable(["table", "strikethrough"])
    own = dict(md.renderer.rules)
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    md.renderer.rules.update(own)
    md.block.ruler.before(
        "fence",
        "directive",
        directive,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table", "footnote_def"]},
    )
    md.inline.ruler.at("html_inline", html_inline)
    md.inline.ruler.at("footnote_ref", footnote_ref)
    md.core.ruler.before("text_join", "quotes", quotes)
    md.core.ruler.push("whole", whole)
    return md


def html_inline(state: StateInline, silent: bool) -> bool:
    """Read one HTML tag; it looks ahead no further than the longest tag, to stay linear."""
    start = state.pos
    if state.src[start] != "<" or state.src[start + 1 : start + 2] in ("", " ", "<"):
        return False
    if state.src[start + 1] in "!?":
        end = _end_of_remark(state, start)
    else:
        found = HTML_TAG_RE.match(state.src, start, min(state.posMax, start + LONGEST_TAG))
        end = found.end() if found else 0
    if not 0 < end <= state.posMax:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = state.src[start:end]
    state.pos = end
    return True


def _end_of_remark(state: StateInline, start: int) -> int:
    """Return the end of a comment, instruction, declaration or CDATA part, 0 if it has none."""
    closing = next((end for begin, end in REMARKS if state.src.startswith(begin, start)), None)
    if closing is None or state.env["notes"].unclosed.get(closing) is state.src:
        return 0
    place = state.src.find(closing, start + 2)
    if place < 0:
        state.env["notes"].unclosed[closing] = state.src
        return 0
    return place + len(closing)


def footnote_ref(state: StateInline, silent: bool) -> bool:
    """Read a reference to a footnote; unlike the plugin's own, it never looks far ahead."""
    if not state.src.startswith("[^", state.pos):
        return False
    footnotes = state.env.get("footnotes", {"refs": {}})
    found = FOOTNOTE.match(state.src, state.pos, state.posMax)
    if found is None or f":{found[1]}" not in footnotes["refs"]:
        return False
    if not silent:
        listed = footnotes.setdefault("list", {})
        number = footnotes["refs"][f":{found[1]}"]
        if number < 0:
            number = footnotes["refs"][f":{found[1]}"] = len(listed)
            listed[number] = {"label": found[1], "count": 0}
        token = state.push("footnote_ref", "", 0)
        token.meta = {"id": number, "subId": listed[number]["count"], "label": found[1]}
        listed[number]["count"] += 1
    state.pos = found.end()
    return True


def whole(state: StateCore) -> None:
    """Look at the document as a whole: hero, tasks, figures, headings, table captions."""
    notes: Notes = state.env["notes"]
    if notes.hero:
        _leave_out_hero(state.tokens, notes)
    state.tokens = list(_figures(state.tokens))
    for place, token in enumerate(state.tokens):
        if token.type == "list_item_open":
            _mark_task(state.tokens[place + 1 : place + 3])
        elif token.type == "table_open":
            token.meta["caption"] = _caption(state.tokens[max(0, place - 3) : place])
    state.tokens = list(_headings(state.tokens, notes))


def _leave_out_hero(tokens: list[Token], notes: Notes) -> None:
    if len(tokens) < 3 or tokens[0].type != "paragraph_open":
        return
    images = _images_alone(tokens[1])
    if len(images) == 1 and notes.is_hero(str(images[0].attrs["src"])):
        del tokens[:3]


def _images_alone(token: Token) -> list[Token]:
    """Return the images of a paragraph that holds nothing else, at most one when linked."""
    children = token.children or []
    if not children or children[0].type not in ("image", "link_open"):
        return []
    if children[0].type == "link_open":
        types = [child.type for child in children]
        return children[1:2] if types == ["link_open", "image", "link_close"] else []
    others = [child for child in children if child.type != "image"]
    if any(child.type not in BLANKS or child.content.strip() for child in others):
        return []
    return [child for child in children if child.type == "image"]


def _figures(tokens: list[Token]) -> Iterator[Token]:
    """Put a figure in place of each paragraph that holds only images."""
    skip = 0
    for place, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif (
            token.type == "paragraph_open"
            and not token.hidden
            and _images_alone(tokens[place + 1])
        ):
            figure = Token("figure", "figure", 0, block=True, level=token.level)
            figure.children = tokens[place + 1].children
            yield figure
            skip = 2
        else:
            yield token


def _mark_task(tokens: list[Token]) -> None:
    if len(tokens) < 2 or tokens[0].type != "paragraph_open" or not tokens[1].children:
        return
    first = tokens[1].children[0]
    mark = TASKS.get(first.content[:4]) if first.type == "text" else None
    if mark:
        first.content = mark + first.content[4:]


def _caption(before: list[Token]) -> str:
    """Return the words of a paragraph before a table that is one bold or italic run."""
    if len(before) < 3 or before[0].type != "paragraph_open":
        return ""
    children = [child for child in before[1].children or () if child.content or child.nesting]
    types = [child.type for child in children]
    runs = (["strong_open", "text", "strong_close"], ["em_open", "text", "em_close"])
    return plain(children)[:120] if types in runs else ""


def _headings(tokens: list[Token], notes: Notes) -> Iterator[Token]:
    """Give headings their level, id and line in the contents list; leave empty ones out."""
    opens = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    texts = {place: _heading_text(tokens[place + 1]) for place in opens}
    opens = [place for place in opens if texts[place][0]]
    levels = dict(zip(opens, _outline(int(tokens[place].tag[1]) for place in opens), strict=True))
    skip = 0
    for place, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif place not in texts:
            yield token
        elif place not in levels:
            skip = 2
        else:
            text, wish = texts[place]
            close = tokens[place + 2]
            token.tag = close.tag = f"h{levels[place]}"
            token.meta = close.meta = {"id": notes.heading_id(text, wish), "text": text}
            if token.level == 0:
                notes.toc.append(Heading(levels[place], token.meta["id"], text))
            yield token


def _heading_text(inline: Token) -> tuple[str, str]:
    """Return a heading's plain text and the id that its writer wished for with `{#id}`."""
    children = inline.children or []
    wish = ""
    last = children[-1] if children else inline
    start = last.content.rfind("{#") if last.type == "text" else -1
    if start >= 0 and (found := WISHED_ID.fullmatch(last.content.rstrip(), start)):
        wish = found[1]
        last.content = last.content[:start].rstrip()
    return plain(children) or _alt(children), wish


def _alt(children: Iterable[Token]) -> str:
    return " ".join(child.content for child in children if child.type == "image").strip()


def _outline(levels: Iterable[int]) -> list[int]:
    """
    Return heading levels as the page needs them, from 2 on and never more than one deeper.

    The title is the page's one h1. A single h1 in a body is read as an h2, several as the
    sections of the post.
    """
    written = list(levels)
    if written.count(1) == 1:
        written = [max(level, 2) for level in written]
    above: list[int] = []
    found = []
    for level in written:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found.append(min(len(above) + 1, 6))
    return found
