"""Clean HTML becomes Markdown, block by block, each with where in the page it stood."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from posts.importing.escaping import escaped_at_start, escaped_inside

BLOCKS = {
    "address", "article", "aside", "blockquote", "button", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hgroup", "hr", "legend", "li", "main", "nav", "option", "p", "pre", "search", "section",
    "select", "summary", "table", "td", "textarea", "th", "tr",
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = {"ul", "ol", "menu"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
CODE = {"code", "kbd", "samp", "tt"}
SMALL = {"sub", "sup"}  # Markdown has no marks for them and takes them as they are
FRAMES = {"iframe", "video", "audio"}
# Around an article, by their names, roles and classes.
_OUT = {"nav", "aside", "form", "footer", "dialog", "menu", "button", "select", "search"} | FRAMES
HARD, SOFT = 2, 1  # surely around the article, or only named as if it were
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"}
_CLASS = re.compile(
    r"(?:^|(?<!has)(?<!with)(?<!no)[\s_-])(?:comments?(?:-?(?:area|list|section|body))?|respond|sidebar|related"
    r"(?:-?posts?)?|shar(?:e|ing|edaddy)|social|newsletter|subscribe|signup|cookies?|consent|"
    r"breadcrumbs?|paginat(?:ion|or)|pager|author-?(?:box|bio)|about-?author|widgets?|advert\w*|"
    r"promo|popup|modal|skip-?(?:link|to)\S*|nav(?:bar|igation)?|menu|toolbar|toc|ads?|"
    r"footer|screen-reader-text|sr-only|visually-hidden)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BODY_CLASS = re.compile(
    r"(?:^|\s)(?:(?:entry|post|article|blog|page)[-_]+(?:content|body|text)|articleBody)(?:$|\s)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_BREAK = "\0"  # Nothing that is parsed holds one, nor these, which tell what we wrote from words.
_OPEN, _CLOSE, _END = "\1", "\2", "\3"
_MARK = r"(?:\*\*|\*|~~)"
_NOT_WORDS = r"(?:(?:\\[^\w\s]|[^\w\s\\\x00-\x03*~]){1,9})"
# A mark that closes after a point and before a letter is none for Markdown: the point moves out.
_CLOSES_LATE = re.compile(rf"({_NOT_WORDS})((?:{_MARK}{_CLOSE})+)(?=\w)")
_OPENS_EARLY = re.compile(rf"(?<=\w)((?:{_OPEN}{_MARK})+)({_NOT_WORDS})")
_AGAIN = re.compile(rf"(?<!\*)({_MARK}){_CLOSE}( ?){_OPEN}\1(?!\*)")
_EMPTY = re.compile(rf"{_OPEN}({_MARK})\1{_CLOSE}")
_TASK = re.compile(r"\\\[([ xX])\\?\] +(?=\S)")
_SELF = {"#", "¶", "§", "🔗"}  # what a heading's link to itself looks like
_OURS = re.compile(f"[{_BREAK}{_OPEN}{_CLOSE}{_END}]")
_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}{_END}]")
_IS_BOLD = re.compile(r"\*\*(?:(?!\*\*)[^\0])+\*\*")
_NUMBER = re.compile(r"[-+−(]?[$€£¥]?\s?\d")
DEEPEST = 16
MOST_SPANNED = 50
MOST_COLUMNS = 200
MOST_MARKS = 50
LONGEST_ADDRESS = 2000


@dataclass
class Block:
    """Lines of Markdown, whether around the article, and which article they are in (0: none)."""

    lines: list[str]
    kind: str
    out: int
    article: int
    in_main: bool
    words: int
    around: list["_Container"]
    tight: bool = False  # no empty line before it

    def gap_after(self, before: "Block") -> str:
        """The empty line between two blocks, as a quotation around both has it."""
        shared = ""
        for one, other in zip(self.around, before.around, strict=False):
            if one is not other:
                break
            shared += one.rest
        return shared.rstrip()


@dataclass
class _Open:
    """An inline element that is open, and where in the buffer it began."""

    tag: str
    start: int
    href: str = ""


@dataclass
class _Container:
    """A quotation or an item of a list: what its first line and its others begin with."""

    first: str
    rest: str
    used: bool = False
    ordered: bool = False


@dataclass
class _List:
    ordered: bool
    number: int = 1
    items: int = 0


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    head: bool = False
    cell: bool = False
    wide: int = 1  # how many columns the cell takes
    high: int = 1  # and rows
    taken: dict[int, int] = field(default_factory=dict)  # columns, and the rows still to come

    def put(self, text: str) -> None:
        """Add a cell's words to the last row, after the places that others above reach into."""
        row = self.rows[-1]
        self.skip()
        row += [text] + [""] * (self.wide - 1)
        if self.high > 1:
            self.taken |= dict.fromkeys(range(len(row) - self.wide, len(row)), self.high - 1)

    def skip(self) -> None:
        row = self.rows[-1]
        while self.taken.get(len(row)):
            self.taken[len(row)] -= 1
            row.append("")


class HtmlWriter(HTMLParser):
    """
    Feed it HTML that is well-formed (as nh3 makes it); `blocks` is what it says, in Markdown.

    Addresses are joined to `base`. Nothing calls itself, whatever the depth of the page.
    """

    def __init__(self, base: str = "", *, images_too: bool = True):
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.base = base
        self.images_too = images_too
        self.buffer: list[str] = []
        self.inline: list[_Open] = []
        self.containers: list[_Container] = []
        self.lists: list[_List] = []
        self.stack: list[tuple[str, int]] = []  # open blocks, and whether each is around it
        self.outs = {HARD: 0, SOFT: 0, 0: 0}
        self.articles: list[int] = []
        self.article_count = 0
        self.mains = 0
        self.heading = 0
        self.pre: list[str] | None = None
        self.language = ""
        self.boxed = False
        self.task = ""
        self.table: _Table | None = None
        self.tables = 0
        self.quoted = 0

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if self.pre is not None:
            self.start_in_pre(tag, attributes)
            return
        if tag == "br":
            self.buffer.append(" " if self.in_line_only() and not self.in_cell() else _BREAK)
        elif tag == "img":
            self.image(attributes)
        elif tag in FRAMES:
            self.block_start(tag, attributes)
            self.frame(attributes)
        elif tag == "input":
            if attributes.get("type") == "checkbox" and self.lists:
                self.task = "[x] " if "checked" in attributes else "[ ] "
        elif tag == "a" and attributes.get("data-note"):
            self.inline.append(_Open("note", len(self.buffer), attributes["data-note"]))
        elif tag in MARKS or tag in CODE or tag in SMALL or tag in {"a", "q"}:
            if len(self.inline) < MOST_MARKS:
                href = self.address(attributes.get("href", ""))
                self.inline.append(_Open(tag, len(self.buffer), href))
        else:
            self.block_start(tag, attributes)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if self.pre is not None:
            if tag == "pre":
                self.end_pre()
            return
        if tag in MARKS or tag in CODE or tag in SMALL or tag in {"a", "q"}:
            self.inline_end(tag)
        elif tag not in {"br", "img", "hr", "input"}:
            self.block_end(tag)

    def handle_data(self, data):
        if self.pre is not None:
            self.pre.append(data)
            return
        text = _SPACE.sub(" ", _OURS.sub("", data))
        if any(each.tag in CODE for each in self.inline):
            self.buffer.append(text)
            return
        text = escaped_inside(text)
        if any(each.tag == "a" for each in self.inline):
            text = text.replace("]", "\\]")
        self.buffer.append(text)

    def start_in_pre(self, tag: str, attributes: dict[str, str]) -> None:
        """What counts of an element in preformatted text: its language, and where lines end."""
        written = self.pre or []
        if tag == "code":
            self.language = self.language or _language(attributes.get("class", ""))
            if self.boxed:  # what stands in boxes before the code names it
                written, self.boxed = [], False
        elif tag == "br":
            written.append("\n")
        elif tag in {"div", "p", "li"}:
            self.boxed = self.boxed or not "".join(written).strip()
            if written and not written[-1].endswith("\n"):
                written.append("\n")
        self.pre = written

    # Within a line

    def in_line_only(self, tag: str = "") -> bool:
        """Whether words can only be of one line here, unless this tag's."""
        if self.in_cell():
            return True
        return bool(self.heading) and tag not in HEADINGS

    def in_cell(self) -> bool:
        return self.table is not None and self.table.cell

    def address(self, href: str) -> str:
        href = href.strip()
        if not href or href.startswith("#") or len(href) > LONGEST_ADDRESS:
            return ""
        return _as_target(_joined(self.base, href))

    def image(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "").strip()
        if not source or source.startswith("data:"):
            source = (attributes.get("data-src") or attributes.get("data-lazy-src") or "").strip()
        sizes = (attributes.get("width", ""), attributes.get("height", ""))
        if not source or source.startswith("data:") or any(size in {"0", "1"} for size in sizes):
            return
        if len(source) > LONGEST_ADDRESS:
            return
        alt = escaped_inside(_SPACE.sub(" ", attributes.get("alt", "")).strip())
        alt = alt.replace("]", "\\]").replace(_BREAK, "")
        address = _joined(self.base, source) if self.images_too else source
        self.buffer.append(f"![{alt}]({_as_target(address)}){_END}")

    def frame(self, attributes: dict[str, str]) -> None:
        """What plays on another site becomes a line with its address."""
        source = attributes.get("src", "").strip()
        if source and len(source) <= LONGEST_ADDRESS and not self.in_line_only():
            self.flush()
            address = _joined(self.base, source)
            self.emit([f"[{address}]({_as_target(address)})"], "prose", 0)

    def inline_end(self, tag: str) -> None:
        index = next(
            (
                at
                for at in range(len(self.inline) - 1, -1, -1)
                if self.inline[at].tag == tag or (tag == "a" and self.inline[at].tag == "note")
            ),
            None,
        )
        if index is None:
            return
        while len(self.inline) > index:
            self.wrap(self.inline.pop())

    def wrap(self, opened: _Open) -> None:
        """Replace what came since an element began by the same with its marks around it."""
        content = "".join(self.buffer[opened.start :])
        words = content.strip(" \0")
        lead = content[: len(content) - len(content.lstrip(" \0"))]
        trail = content[len(content.rstrip(" \0")) :] if words else ""
        if words:
            words = self.marked(opened, words)
        self.buffer[opened.start :] = [lead, words, trail]

    def marked(self, opened: _Open, words: str) -> str:
        around = [each.tag for each in self.inline]
        if opened.tag in CODE:
            return words if any(tag in CODE for tag in around) else _code(words)
        if any(tag in CODE for tag in around):
            return words
        if opened.tag == "note":
            return f"[^{opened.href}]"
        if opened.tag == "a":
            return words if "a" in around else self.linked(words, opened.href)
        if opened.tag == "q":
            return f"“{words}”"
        if opened.tag in SMALL:
            is_bare = self.heading == 1 or _BREAK in words or words.startswith("[^")
            return words if is_bare else f"<{opened.tag}>{words}</{opened.tag}>"
        mark = MARKS[opened.tag]
        if any(MARKS.get(tag) == mark for tag in around) or (self.heading and mark == "**"):
            return words
        return _BREAK.join(
            f"{_OPEN}{mark}{part.strip()}{mark}{_CLOSE}" if part.strip() else ""
            for part in words.split(_BREAK)
        )

    def linked(self, words: str, href: str) -> str:
        if self.heading and words in _SELF:
            return ""
        if not href:
            return words
        is_address = href.startswith(("https://", "http://")) and words.replace("\\", "") == href
        return (f"<{href}>" if is_address else f"[{words}]({href})") + _END

    # Blocks

    def block_start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.table and tag in {"tr", "td", "th", "table"}:
            self.table_start(self.table, tag, attributes)
            return
        if self.in_line_only(tag):
            self.buffer.append(self.between(tag))
            self.open(tag, attributes)
            return
        self.flush()
        self.open(tag, attributes)
        if tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag == "pre":
            self.pre = []
            self.language = _language(attributes.get("class", ""))
        elif tag == "blockquote":
            self.containers.append(_Container("> ", "> "))
            self.quoted += 1
        elif tag in LISTS:
            start = attributes.get("start", "")
            number = int(start) if start.isdecimal() and len(start) < 7 else 1
            self.lists.append(_List(tag == "ol", number))
        elif tag == "li":
            self.item(attributes.get("data-note", ""))
        elif tag == "table":
            self.table = _Table()
            self.tables = 1
        elif tag == "hr":
            self.emit(["---"], "rule", 0)
        elif tag == "dt":
            self.inline.append(_Open("strong", len(self.buffer)))
        elif tag == "figcaption":
            self.inline.append(_Open("em", len(self.buffer)))

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Note that a block began, and whether it stands around the article."""
        if tag == "hr":
            return
        is_body = bool(_BODY_CLASS.search(attributes.get("class", "")))
        is_main = tag == "main" or attributes.get("role") == "main" or is_body
        if is_main or (tag == "article" and not self.articles):
            # What holds the text is none of what stands around it, whatever its name.
            self.stack = [(name, 0 if level == SOFT else level) for name, level in self.stack]
            self.outs[SOFT] = 0
        level = 0 if is_main else self.level_of(tag, attributes)
        self.stack.append((f"{tag} main" if is_main else tag, level))
        self.outs[level] += 1
        self.mains += is_main
        if tag == "article":
            self.article_count += not self.articles
            self.articles.append(self.article_count)

    def level_of(self, tag: str, attributes: dict[str, str]) -> int:
        """HARD or SOFT for what stands around an article, else 0."""
        if tag == "footer" and self.quoted:
            return 0
        is_page_head = tag == "header" and not self.articles and not self.mains
        if tag in _OUT or is_page_head or attributes.get("role") in _ROLES:
            return HARD
        if "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return HARD
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        return SOFT if tag != "article" and _CLASS.search(names) else 0

    def block_end(self, tag: str) -> None:
        if self.table and tag in {"tr", "td", "th", "table"}:
            self.table_end(self.table, tag)
            return
        if not any(name.split()[0] == tag for name, _level in self.stack[-DEEPEST:]):
            return
        if self.in_line_only(tag):
            self.buffer.append(self.between())
        else:
            self.flush()
            self.leave(tag)
        while self.stack:
            name, level = self.stack.pop()
            self.outs[level] -= 1
            self.mains -= name.endswith(" main")
            if name.startswith("article"):
                self.articles.pop()
            if name.split()[0] == tag:
                break

    def leave(self, tag: str) -> None:
        if tag in {"dt", "figcaption"} and self.inline:
            self.inline.pop()
        elif tag in HEADINGS:
            self.heading = 0
        elif tag == "blockquote" and self.quoted:
            self.containers.pop()
            self.quoted -= 1
        elif tag in LISTS and self.lists:
            self.lists.pop()
        elif tag == "li" and self.containers:
            self.containers.pop()

    def between(self, begun: str = "") -> str:
        """What stands for the edge of a block where all is one line."""
        if not self.in_cell():
            return " "
        return f"{_BREAK}• " if begun == "li" else _BREAK

    def item(self, note: str = "") -> None:
        if note:
            self.containers.append(_Container(f"[^{note}]: ", "    "))
            return
        if not self.lists:
            self.containers.append(_Container("- ", "  "))
            return
        of = self.lists[-1]
        mark = f"{of.number}. " if of.ordered else "- "
        of.number += 1
        of.items += 1
        self.containers.append(_Container(mark, " " * len(mark), ordered=of.ordered))

    def flush(self) -> None:
        """Make a block of the words since the last one; what is open goes on in the next."""
        opened = list(self.inline)
        while self.inline:
            self.wrap(self.inline.pop())
        text = _settled(_SPACE.sub(" ", "".join(self.buffer)))
        self.buffer = []
        self.inline = [_Open(each.tag, 0, each.href) for each in opened]
        for paragraph in re.split(r" *\0 *\0[ \0]*", text):
            lines = [_SPACE.sub(" ", line).strip() for line in paragraph.split(_BREAK)]
            lines = [line for line in lines if line]
            if not lines:
                continue
            if self.heading:
                self.emit([f"{'#' * self.heading} {' '.join(lines)}"], "heading", len(lines[0]))
            else:
                lines = [escaped_at_start(line) for line in lines]
                if self.containers and not self.containers[-1].used:
                    lines[0] = self.task + _TASK.sub(_task, lines[0], count=1)
                self.task = ""
                ended = [f"{line}  " for line in lines[:-1]] + lines[-1:]
                self.emit(ended, "prose", sum(map(len, lines)))

    def emit(self, lines: list[str], kind: str, words: int) -> None:
        """Add a block, with what the quotations and items around it begin lines with."""
        containers = self.containers[-DEEPEST:]
        begins_item = any(not one.used and one.first != one.rest for one in containers)
        first = "".join(one.rest if one.used else one.first for one in containers)
        rest = "".join(one.rest for one in containers)
        for one in containers:
            one.used = True
        written = [(rest if number else first) + line for number, line in enumerate(lines)]
        written = [line if line.strip() else line.rstrip() for line in written]
        before = self.blocks[-1] if self.blocks else None
        tight = begins_item and before is not None and before.kind == "item"
        if tight and before and before.around and before.around[0] is not containers[0]:
            tight = before.around[0].ordered == containers[0].ordered
        out = HARD if self.outs[HARD] else SOFT if self.outs[SOFT] else 0
        article = self.articles[-1] if self.articles else 0
        kind = "item" if begins_item else kind
        in_main = bool(self.mains)
        self.blocks.append(Block(written, kind, out, article, in_main, words, containers, tight))

    # Code and tables

    def end_pre(self) -> None:
        text = "".join(self.pre or []).replace(_BREAK, "").strip("\n")
        self.pre = None
        if text.strip():
            longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            lines = [f"{fence}{self.language}", *text.split("\n"), fence]
            self.emit(lines, "code", len(text))
        self.language, self.boxed = "", False
        self.block_end("pre")

    def table_start(self, table: _Table, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.tables += 1
        elif self.tables > 1:
            self.buffer.append(" ")
        elif tag == "tr":
            table.rows.append([])
        elif tag in {"td", "th"}:
            self.buffer, self.inline = [], []
            table.cell = True
            table.wide = _span(attributes.get("colspan", ""))
            table.high = _span(attributes.get("rowspan", ""))
            table.head = table.head or (tag == "th" and len(table.rows) == 1)
            if not table.rows:
                table.rows.append([])

    def table_end(self, table: _Table, tag: str) -> None:
        if tag == "table":
            self.tables -= 1
            if not self.tables:
                self.end_table(table)
        elif tag in {"td", "th"} and self.tables == 1 and table.cell:
            while self.inline:
                self.wrap(self.inline.pop())
            text = _settled(_SPACE.sub(" ", "".join(self.buffer)))
            lines = [line.strip() for line in text.split(_BREAK)]
            table.put(_BREAK.join(line for line in lines if line.strip("• ")))
            self.buffer, table.cell = [], False

    def end_table(self, table: _Table) -> None:
        self.table = None
        rows = _filled(table.rows)
        self.buffer = []
        width = max(map(len, rows), default=0)
        words = sum(len(cell) for row in rows for cell in row)
        if width == 1 or width > MOST_COLUMNS:  # it only places things
            cells = (cell for row in rows for cell in row if cell)
            for line in (line for cell in cells for line in cell.split(_BREAK)):
                self.emit([escaped_at_start(line)], "prose", len(line))
        elif rows:
            if not table.head and not _has_head(rows):
                rows.insert(0, [""] * width)
            else:  # of a head all is bold
                rows[0] = [cell[2:-2] if _IS_BOLD.fullmatch(cell) else cell for cell in rows[0]]
            lines = [_row(row, width) for row in rows]
            lines.insert(1, "|" + " --- |" * width)
            self.emit(lines, "table", words)
        self.block_end("table")

    def finished(self) -> list[Block]:
        """All blocks, once everything was fed."""
        self.close_parser()
        return self.blocks

    def close_parser(self) -> None:
        super().close()
        if self.pre is not None:
            self.end_pre()
        if self.table:
            self.end_table(self.table)
        self.flush()


def _row(cells: list[str], width: int) -> str:
    padded = cells + [""] * (width - len(cells))
    safe = (cell.replace("|", "\\|").replace(_BREAK, "<br>") for cell in padded)
    return "| " + " | ".join(safe) + " |"


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """The rows and columns of a table in which there are words."""
    rows = [row for row in rows if any(row)]
    used = {at for row in rows for at, cell in enumerate(row) if cell}
    return [[cell for at, cell in enumerate(row) if at in used] for row in rows]


def _has_head(rows: list[list[str]]) -> bool:
    """
    Whether a table's first row names its columns, though it does not say so: all of it is bold,
    or words stand there over a column of numbers.
    """
    first, *others = rows
    if not others:
        return False
    if all(_IS_BOLD.fullmatch(cell) for cell in first if cell):
        return not all(_IS_BOLD.fullmatch(cell) for row in others for cell in row if cell)
    rest = (row + [""] * (len(first) - len(row)) for row in others)
    for name, *cells in zip(first, *rest, strict=False):
        filled = [cell for cell in cells if cell]
        if name and filled and not _NUMBER.match(name) and all(map(_NUMBER.match, filled)):
            return True
    return False


def _span(value: str) -> int:
    """How many columns or rows a cell takes; a page may say anything."""
    is_number = value.isdecimal() and value.isascii() and len(value) < 6
    return min(max(int(value), 1), MOST_SPANNED) if is_number else 1


def _settled(text: str) -> str:
    """Marks side by side as one, and none where Markdown would not take it for one."""
    text = _AGAIN.sub(r"\2", text)
    text = _OPENS_EARLY.sub(r"\2\1", _CLOSES_LATE.sub(r"\2\1", text))
    text = _EMPTY.sub("", text)
    return _SIGNS.sub("", text)


def _task(found: re.Match) -> str:
    return f"[{found[1].lower()}] "


def _code(words: str) -> str:
    words = words.replace(_BREAK, " ")
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}{_END}"


def _language(classes: str) -> str:
    found = re.search(r"(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,20})", classes)
    return found[1] if found else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def _as_target(address: str) -> str:
    """An address as it may stand in Markdown's round brackets."""
    address = re.sub(r"[\s<>\0]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"<{address}>" if "(" in address or ")" in address else address
