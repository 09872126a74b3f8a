"""Parts of a page that depend on the site alone."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils import translation

from cms import generation

register = template.Library()


class RememberedNode(Node):
    """
    Its part is made once a generation, for the pages that no menu names; for those once each.

    A menu marks the page that is open, so that page has parts of its own.
    """

    # A block in it would be kept from one page to another: none is looked for.
    child_nodelists = ()

    def __init__(self, name: str, nodelist: NodeList):
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        request = context.get("request")
        if request is None or not hasattr(request, "standing"):
            return self.nodelist.render(context)
        standing = request.standing
        addresses = generation.remember(standing, "menu addresses", request.site.menu_addresses)
        open_page = request.path if request.path in addresses else ""
        key = f"part {self.name} {translation.get_language()} {open_page}"
        return generation.remember(standing, key, lambda: self.nodelist.render(context))


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """`{% remembered "footer" %}...{% endremembered %}`: what depends on the site alone."""
    name = token.split_contents()[1].strip("\"'")
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(name, nodelist)
