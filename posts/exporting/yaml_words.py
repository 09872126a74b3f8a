"""Values written as YAML, so that any reader of YAML takes a text for a text."""

import re
from typing import Any

import yaml

from posts.exporting.moments import Moment

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_KEY = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
WIDTH = 95


def scalar(value: Any, quote: str = "", *, in_flow: bool = False) -> str:
    """A single value on one line; `quote` is how texts are quoted, if they can be so."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, Moment) and not quote):
        return str(value)
    text = str(value)
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if quote in {"'", '"'} or not _is_plain(text, in_flow=in_flow):
        return '"' + "".join(map(_escaped, text)) + '"'
    return text


def lines(key: str, value: Any, quote: str = "") -> str:
    """A key with its value, without a line end."""
    name = key if _KEY.fullmatch(key) and _is_plain(key) else scalar(key, '"')
    if (
        isinstance(value, list)
        and value
        and not any(isinstance(one, dict | list) for one in value)
    ):
        return "\n".join([f"{name}:", *(f"  - {scalar(one, quote)}" for one in value)])
    if isinstance(value, dict | list):
        dumped = yaml.dump(
            {key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH
        )
        return dumped.rstrip("\n")
    return f"{name}: {scalar(value, '' if isinstance(value, Moment) else quote)}"


class _Dumper(yaml.SafeDumper):
    """Without anchors, and with lists a step in from their key."""

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable() or letter in "\u200c\u200d\u200e\u200f\xad":
        return letter
    code = ord(letter)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def _is_plain(text: str, *, in_flow: bool = False) -> bool:
    """Whether the bare text is read as this text, by strict readers too."""
    if not text or not text.isprintable() or text != text.strip():
        return False
    if in_flow and re.search(r"[,\[\]{}]", text):
        return False
    try:
        return yaml.load(f"key: {text}\n", Loader=yaml.SafeLoader) == {"key": text}
    except (yaml.YAMLError, ValueError):
        return False
