"""From the parser's tokens to HTML."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from . import pictures, raw

LANGUAGE = re.compile(r"[\w+#.-]{1,40}")


class Writer(RendererHTML):
    """Each method writes the token it is named after; `env["notes"]` holds the notes."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        address, alt, title = self._parts(tokens[idx], options, env)
        return pictures.image(address, alt, env["notes"], {"title": title})

    def figure(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        children = tokens[idx].children or []
        opening = children[0] if children[0].type == "link_open" else None
        link = f"<a{env['notes'].link(str(opening.attrs['href']))}>" if opening else ""
        html = ""
        for child in children:
            if child.type == "image":
                address, alt, title = self._parts(child, options, env)
                html += pictures.figure(address, alt, env["notes"], title, link)
        return html

    def _parts(self, token: Token, options: Any, env: Any) -> tuple[str, str, str]:
        alt = self.renderInlineAsText(token.children, options, env)
        return str(token.attrs["src"]), alt, str(token.attrs.get("title", ""))

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        attributes = tokens[idx].attrs
        title = f' title="{escape(str(attributes["title"]))}"' if "title" in attributes else ""
        return f"<a{env['notes'].link(str(attributes['href']))}{title}>"

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        return f'<{token.tag} id="{token.meta["id"]}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        name = escape(_("Link to “%s”") % token.meta["text"])
        link = f'<a class="anchor" href="#{token.meta["id"]}" aria-label="{name}">#</a>'
        return f" {link}</{token.tag}>\n"

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        label = escape(env["notes"].label(tokens[idx].meta.get("caption") or _("Table")))
        return f'<div class="table" tabindex="0" role="region" aria-label="{label}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def strong_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["notes"].strong += 1
        return "<strong>" if env["notes"].strong == 1 else ""

    def strong_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["notes"].strong -= 1
        return "</strong>" if env["notes"].strong == 0 else ""

    def s_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</del>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        language = LANGUAGE.match(unescapeAll(tokens[idx].info).strip())
        name = f' class="language-{escape(language[0])}"' if language else ""
        return f'<pre tabindex="0"><code{name}>{escape(tokens[idx].content)}</code></pre>\n'

    def html(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return tokens[idx].content

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return raw.rewrite(tokens[idx].content, env["notes"])

    def html_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return raw.rewrite(tokens[idx].content, env["notes"])

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number, reference = _footnote(tokens[idx])
        env["notes"].ids.add(reference)
        name = escape(_("Footnote %s") % number)
        return (
            f'<sup><a href="#fn-{number}" id="{reference}" role="doc-noteref"'
            f' aria-label="{name}">{number}</a></sup>'
        )

    def footnote_block_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: Any
    ) -> str:
        label = escape(_("Footnotes"))
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    def footnote_block_close(
        self, tokens: Sequence[Token], idx: int, options: Any, env: Any
    ) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number, _reference = _footnote(tokens[idx])
        env["notes"].ids.add(f"fn-{number}")
        return f'<li id="fn-{number}">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number, reference = _footnote(tokens[idx])
        if reference not in env["notes"].ids:
            return ""
        name = escape(_("Back to the text, from footnote %s") % number)
        return (
            f' <a class="footnote-back" href="#{reference}" role="doc-backlink"'
            f' aria-label="{name}">↩</a>'
        )


def _alignment(cell: Token) -> str:
    style = str(cell.attrs.get("style", ""))
    return f' class="align-{style.rpartition(":")[2]}"' if style else ""


def _footnote(token: Token) -> tuple[int, str]:
    """Return a footnote's number and the id of one of its references."""
    number, repeat = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"fnref-{number}-{repeat + 1}" if repeat else f"fnref-{number}"
