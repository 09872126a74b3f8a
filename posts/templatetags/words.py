"""Words that a page makes from what a post keeps."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def min_read(minutes: int) -> str:
    """How long it takes, in words."""
    return ngettext("%(minutes)d min read", "%(minutes)d min read", minutes) % {"minutes": minutes}


@register.filter
def contents(toc: list[list]) -> SafeString:
    """The list of the second and third headings, from the lists of level, id and text kept."""
    items = (
        f'<li class="level-{level}"><a href="#{escape(name)}">{escape(text)}</a></li>\n  '
        for level, name, text in toc
        if level < 4
    )
    return mark_safe(f"<ol>\n  {''.join(items)}\n</ol>\n")
