from django import template

from posts.admin.links import Link, links_in

register = template.Library()


@register.simple_tag
def links_of(body: str) -> list[Link]:
    """The links of a text to posts, with what is behind them."""
    return links_in(body or "")
