"""What front matter says, as plain JSON-able values; bombs and lost keys are refused."""

import json
import re
import tomllib
from collections.abc import Hashable
from datetime import date, datetime, time
from typing import Any

import yaml
from django.utils.translation import gettext as _

from posts.frontmatter import Document, FrontMatterError

DEEPEST = 20
MOST_VALUES = 5_000
MOST_CHARACTERS = 200_000

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


class YamlLoader(_Parser):
    """YAML 1.2's plain values: dates, times, `yes` and `007` stay the text that was written."""

    yaml_implicit_resolvers: dict = {}


YamlLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
YamlLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)
YamlLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9]\d{0,15})$"), list("-0123456789")
)
YamlLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


def read(document: Document, text: str) -> dict[str, Any]:
    """
    Return the front matter's keys and values from its decoded text, in the order written.

    Dates come as text. Raises FrontMatterError, with the line in the file, for what can't be read.
    """
    if document.kind == "none" or not text.strip():
        return {}
    values = {"yaml": _yaml, "toml": _toml, "json": _json}[document.kind](
        text, document.matter_line
    )
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise FrontMatterError(
            _("The front matter is no list of keys: write lines such as “title: My title”."),
            document.matter_line,
        )
    return _Plain(document.matter_line).value(values, 0)


def _yaml(text: str, line: int) -> Any:
    try:
        refuse_depth(text, line)
        loader = YamlLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            _Weight(line).of(node)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise FrontMatterError(_yaml_sentence(error, text), _line(error, line)) from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        if isinstance(error, FrontMatterError):
            raise
        raise FrontMatterError(
            _("The front matter holds a value or a character that YAML does not allow."), line
        ) from error


def refuse_depth(text: str, line: int) -> None:
    """Raise FrontMatterError for YAML so deep that building its values would end the process."""
    # By events: what builds nodes from them calls itself once a level.
    depth = 0
    for event in yaml.parse(text, Loader=YamlLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _too_deep(line + (event.start_mark.line if event.start_mark else 0))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Weight:
    """How much a YAML document is with its aliases written out; keys given twice are refused."""

    def __init__(self, line: int):
        self.line = line
        self.weights: dict[int, int | None] = {}

    def of(self, node: yaml.Node) -> int:
        """The number of values, raises FrontMatterError over the limit."""
        if id(node) in self.weights:
            known = self.weights[id(node)]
            if known is None:
                raise FrontMatterError(
                    _("A value holds itself by an alias: write it out."), self._line(node)
                )
            return known
        self.weights[id(node)] = None
        weight = 1
        if isinstance(node, yaml.MappingNode):
            self._refuse_twins(node)
            weight += sum(self.of(key) + self.of(value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            weight += sum(self.of(value) for value in node.value)
        else:
            weight += len(node.value) // 100
        if weight > MOST_VALUES:
            raise _too_much(self._line(node))
        self.weights[id(node)] = weight
        return weight

    def _refuse_twins(self, node: yaml.MappingNode) -> None:
        seen = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag.endswith(":merge"):
                continue
            if key.value in seen:
                raise _twice(key.value, self._line(key))
            seen.add(key.value)

    def _line(self, node: yaml.Node) -> int:
        return self.line + node.start_mark.line


def _yaml_sentence(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "mapping values are not allowed" in problem:
        return _("A colon inside a value: put the whole value in quotes.")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return _("A tab where YAML allows none: indent with spaces.")
    if "could not determine a constructor" in problem:
        return _("A tag that begins with “!” is not read: leave it out.")
    if "alias" in problem or "anchor" in problem or "cannot start any token" in problem:
        return _("A value that begins with *, &, @ or ` means something else: put it in quotes.")
    return _("The YAML front matter can't be read here: check quotes, colons and indentation.")


def _line(error: yaml.MarkedYAMLError, line: int) -> int:
    mark = error.problem_mark or error.context_mark
    return line + mark.line if mark else line


def _toml(text: str, line: int) -> Any:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise FrontMatterError(
            _("The TOML front matter can't be read here: check quotes, brackets and dates."),
            line + int(found[1]) - 1 if found else line,
        ) from error


def _json(text: str, line: int) -> Any:
    def whole(pairs: list[tuple[str, Any]]) -> dict:
        values = dict(pairs)
        if len(values) < len(pairs):
            keys = [key for key, _value in pairs]
            twin = next(key for key in keys if keys.count(key) > 1)
            raise _twice(twin, line)
        return values

    try:
        return json.loads(
            text, object_pairs_hook=whole, parse_float=str, parse_int=_int, parse_constant=str
        )
    except FrontMatterError:
        raise
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(
            _("The JSON front matter can't be read here: check quotes, commas and braces."),
            line + getattr(error, "lineno", 1) - 1,
        ) from error


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) <= 16 else digits


class _Plain:
    """Makes values that JSON and both databases can hold, within the limits."""

    def __init__(self, line: int):
        self.line = line
        self.count = 0
        self.characters = 0

    def value(self, value: Any, depth: int) -> Any:
        self.count += 1
        if depth > DEEPEST:
            raise _too_deep(self.line)
        if self.count > MOST_VALUES or self.characters > MOST_CHARACTERS:
            raise _too_much(self.line)
        if isinstance(value, dict):
            return {self._text(key): self.value(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list | tuple | set):
            return [self.value(inner, depth + 1) for inner in value]
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 10**16:
            return value
        return self._text(value)

    def _text(self, value: Hashable) -> str:
        if isinstance(value, date | datetime | time):
            value = value.isoformat()
        elif isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        text = _NOT_STORABLE.sub("\ufffd", str(value)).replace("\ufffd\ufffd", "\ufffd")
        self.characters += len(text)
        return text


def _twice(key: str, line: int) -> FrontMatterError:
    return FrontMatterError(
        _("The key “%(key)s” stands here twice: leave one out.") % {"key": key[:80]}, line
    )


def _too_deep(line: int) -> FrontMatterError:
    return FrontMatterError(
        _("The front matter is nested over %(most)s levels deep: make it flatter.")
        % {"most": DEEPEST},
        line,
    )


def _too_much(line: int) -> FrontMatterError:
    return FrontMatterError(
        _("The front matter holds too much once its aliases are written out: shorten it."), line
    )
