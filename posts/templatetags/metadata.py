"""The head of a page for machines."""

from typing import Any

from django import template
from django.template.context import Context

from posts.metadata import Metadata, of

register = template.Library()


@register.simple_tag(takes_context=True)
def metadata(context: Context) -> Metadata:
    """`{% metadata as meta %}`: what the shown page says of itself, see posts/metadata/."""
    shown: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    return of(shown)
