"""YAML front matter changed in place (YAML 1.2, as far as `posts.importing.values` reads it)."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

from posts.exporting import brackets, yaml_words
from posts.exporting.edits import NotEditable, list_change, replaced
from posts.importing.values import YamlLoader

WIDTH = 95


def edit(text: str, before: dict[str, Any], after: dict[str, Any], eol: str) -> str:
    """The lines changed whose keys' values differ; new keys come at the end."""
    return _Source(text, eol).edited(before, after)


class _Source:
    def __init__(self, text: str, eol: str):
        self.text = text
        self.eol = eol
        loader = YamlLoader(text)
        try:
            self.root = loader.get_single_node()
        except yaml.YAMLError as error:
            raise NotEditable from error
        finally:
            loader.dispose()
        if self.root is not None and (
            not isinstance(self.root, yaml.MappingNode) or self.root.flow_style
        ):
            raise NotEditable
        self.quote = self._usual_quote()

    def edited(self, before: dict[str, Any], after: dict[str, Any]) -> str:
        if self.root is None:
            changes, indent = [], ""
        else:
            changes = list(self._mapping(self.root, len(self.text), before, after))
            indent = " " * self.root.start_mark.column
        added = {key: value for key, value in after.items() if key not in before}
        lines = "".join(self._lines(key, value, indent) for key, value in added.items())
        text = replaced(self.text, changes)
        if lines and text and not text.endswith("\n"):
            text += self.eol
        return text + lines

    def _mapping(
        self, node: yaml.MappingNode, end: int, old: dict, new: dict
    ) -> Iterator[tuple[int, int, str]]:
        """The changes to a block of keys that ends here at the latest."""
        seen = set()
        starts = [self._line_start(key) for key, _value in node.value]
        for (key, value), begin, stop in zip(node.value, starts, [*starts[1:], end], strict=True):
            seen.add(key.value)
            if key.value not in old or (
                key.value in new and _same(old[key.value], new[key.value])
            ):
                continue
            stop = self._without_comments(begin, stop, value)
            if key.value not in new:
                yield begin, stop, ""
            else:
                yield from self._value(key, value, (begin, stop), old[key.value], new[key.value])
        changed = {key for key in old if key not in new or not _same(old[key], new[key])}
        if changed - seen:
            raise NotEditable  # a key that came by << or is no plain text

    def _value(
        self, key: yaml.Node, node: yaml.Node, lines: tuple[int, int], old: Any, new: Any
    ) -> Iterator[tuple[int, int, str]]:
        if node.start_mark.index < key.end_mark.index:
            raise NotEditable  # an alias: it stands for a value elsewhere
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and not node.flow_style:
            if set(new) - set(old):
                raise NotEditable
            yield from self._mapping(node, lines[1], old, new)
        elif isinstance(node, yaml.SequenceNode) and isinstance(new, list) and new:
            yield from self._list(node, lines, old, new)
        elif isinstance(node, yaml.ScalarNode) and not isinstance(new, dict | list):
            yield self._scalar(key, node, lines, new)
        else:
            indent = " " * key.start_mark.column
            yield *lines, self._lines(key.value, new, indent)

    def _scalar(
        self, key: yaml.Node, node: yaml.ScalarNode, lines: tuple[int, int], new: Any
    ) -> tuple[int, int, str]:
        start, end = node.start_mark.index, node.end_mark.index
        if self.text[start : start + 1] in {"&", "!"}:
            raise NotEditable
        if node.style in {"|", ">"}:
            return self._block_scalar(key, node, lines, new)
        if start == end:  # an empty value: behind the colon
            colon = self.text.index(":", key.end_mark.index) + 1
            return colon, colon, " " + yaml_words.scalar(new, self.quote)
        return start, end, yaml_words.scalar(new, node.style or "")

    def _block_scalar(
        self, key: yaml.Node, node: yaml.ScalarNode, lines: tuple[int, int], new: Any
    ) -> tuple[int, int, str]:
        begin = self.text.index("\n", node.start_mark.index) + 1
        first = re.compile(r"[ \t]*(?=\S)").match(self.text, begin)
        indent = first[0] if first else " " * (key.start_mark.column + 2)
        width = WIDTH - len(indent) if node.style == ">" else 10**9
        text = str(new)
        if not text or text != text.strip() or not indent.strip(" ") == "":
            raise NotEditable
        wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        return begin, lines[1], "".join(f"{indent}{line}{self.eol}" for line in wrapped)

    def _list(
        self, node: yaml.SequenceNode, lines: tuple[int, int], old: list, new: list
    ) -> Iterator[tuple[int, int, str]]:
        kept, added = list_change(old, new)
        if len(node.value) != len(old):
            raise NotEditable
        last = node.value[-1] if node.value else None
        style = last.style or "" if isinstance(last, yaml.ScalarNode) else self.quote
        style = style if style in {"", "'", '"'} else self.quote
        if node.flow_style:
            inside = (node.start_mark.index + 1, node.end_mark.index - 1)
            if self.text[inside[0] - 1] != "[":
                raise NotEditable
            spans = [(item.start_mark.index, item.end_mark.index) for item in node.value]
            words = [yaml_words.scalar(value, style, in_flow=True) for value in added]
            yield *inside, brackets.edited(self.text, inside, spans, kept, words)
            return
        starts = [self._line_start(item) for item in node.value]
        if len(set(starts)) < len(starts):
            raise NotEditable
        for begin, stop, item, stays in zip(
            starts, [*starts[1:], lines[1]], node.value, kept, strict=True
        ):
            if not stays:
                yield begin, self._without_comments(begin, stop, item), ""
        if added:
            line = self.text[starts[-1] :]
            dash = re.match(r"[ \t]*-[ \t]+", line)
            if dash is None:
                raise NotEditable
            end = self._without_comments(starts[-1], lines[1], node.value[-1])
            lead = "" if self.text[end - 1] == "\n" else self.eol
            words = [yaml_words.scalar(value, style) for value in added]
            yield end, end, lead + "".join(f"{dash[0]}{word}{self.eol}" for word in words)

    def _line_start(self, node: yaml.Node) -> int:
        return self.text.rfind("\n", 0, node.start_mark.index) + 1

    def _without_comments(self, begin: int, stop: int, node: yaml.Node) -> int:
        """Where the lines of a value end, without the blank ones and comments below it."""
        lines = self.text[begin:stop].splitlines(keepends=True)
        is_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        while len(lines) > 1:
            last = lines[-1].strip()
            if last and (is_block or not last.startswith("#")):
                break
            lines.pop()
        return begin + sum(map(len, lines))

    def _lines(self, key: str, value: Any, indent: str) -> str:
        text = yaml_words.lines(key, value, self.quote)
        return "".join(f"{indent}{line}{self.eol}" for line in text.split("\n"))

    def _usual_quote(self) -> str:
        if self.root is None:
            return ""
        styles = Counter(
            value.style
            for _key, value in self.root.value
            if isinstance(value, yaml.ScalarNode)
            and (value.style in {"'", '"'} or not _is_date_or_word(value.value))
        )
        usual = styles.most_common(1)
        return usual[0][0] or "" if usual and usual[0][0] in {"'", '"'} else ""


def _is_date_or_word(text: str) -> bool:
    return not text or text[0].isdigit() or text.lower() in {"true", "false", "null", "~"}


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other
