"""What a text can't tell by itself: the pictures and posts behind the addresses that it names."""

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from posts import markup, media

if TYPE_CHECKING:
    from posts.models import Image, Snippet

# nh3 writes attributes in one form only, so a pattern is enough to find them.
OWN_ADDRESS = re.compile(r'="/(?!/)')
ADDRESSES = (" href", " src", " srcset")
MEDIA_ADDRESS = re.compile(r"/media/[^\s()<>\"']+")
# With brackets in it, in pointed brackets or in quotes, where there may be blanks, too.
ODD_MEDIA_ADDRESSES = (
    re.compile(r"/media/(?:[^\s()<>\"]|\([^\s()<>\"]*\))+"),
    re.compile(r"<[^\s<>]{0,200}?(/media/[^<>\n]{1,400})>"),
    re.compile(r"\"[^\s\"]{0,200}?(/media/[^\"\n]{1,400})\""),
    re.compile(r"'[^\s']{0,200}?(/media/[^'\n]{1,400})'"),
)
POST_ADDRESS = re.compile(r"/posts/([^/?#]+)/?(?=[?#]|\Z)")
POST_NAMED = re.compile(r"/posts/([^\s/?#()<>\[\]\"'|\x00-\x1f\ud800-\udfff]+)")
AFTER_ADDRESS = ".,;:!?*_~`"
ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
MOST_LINKS = 1_000
NOT_IMPORTED = re.compile(r"[a-z][a-z0-9+.-]*:|//|/static/", re.IGNORECASE)
ELSEWHERE = re.compile(r"https?:|//", re.IGNORECASE)
PICTURE_NAME = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|\Z)", re.IGNORECASE)


def absolute(html: str, base: str) -> str:
    """
    Our rendered HTML with this site's addresses made whole, for readers elsewhere.

    What looks like an attribute's value is found first, and then whether it is one of a tag's: a
    pattern that begins at every tag takes ten times as long. Of a video a link remains.
    """
    html = markup.without_players(html)
    parts: list[str] = []
    end = 0
    for found in OWN_ADDRESS.finditer(html):
        name, start = found.start(), found.end() - 1
        is_in_tag = html.rfind("<", 0, name) > html.rfind(">", 0, name)
        if not (is_in_tag and html.endswith(ADDRESSES, 0, name)):
            continue
        parts += html[end:start], base
        end = start
        if html.endswith(" srcset", 0, name):
            end = html.index('"', start)
            parts.append(html[start:end].replace(", /", f", {base}/"))
    return "".join([*parts, html[end:]]) if parts else html


def own(address: str) -> str:
    """The path of a whole address of this site; others as they are."""
    return (
        address.removeprefix(settings.SITE_URL)
        if address.startswith(settings.SITE_URL + "/")
        else address
    )


def on_another_site(address: str) -> markup.Missing | None:
    """What becomes of another site's picture: a link, for a page loads nothing from elsewhere."""
    if ELSEWHERE.match(address):
        return markup.Missing(_("it is on another site, so upload it here"), address)
    return None


def means_a_picture_here(address: str) -> bool:
    """
    Whether an address is one of `/media/`, or a picture's path as imported texts have it.

    Those are found by file name like the others: `images/cup.jpg`, `../cup.jpg`, `/img/cup.jpg`.
    """
    if address.startswith("/media/"):
        return True
    return not NOT_IMPORTED.match(address) and bool(PICTURE_NAME.search(address))


def media_addresses(text: str) -> set[str]:
    """All that may be an address of a file of ours in a text, rather too many than too few."""
    found = set(MEDIA_ADDRESS.findall(text))
    if found:
        for odd in ODD_MEDIA_ADDRESSES:
            found.update(odd.findall(text))
        found |= {unescape(address) for address in found if "&" in address}
        found |= {ESCAPE.sub("", address) for address in found if "\\" in address}
    return found


class SiteAddresses:
    """
    Resolves the addresses in a body against this site's images, posts and redirects.

    All images that the text names are asked for at once, with the first of them; besides those
    `known` by their addresses. So are all posts.
    """

    def __init__(self, text: str = "", known: "dict[str, Image] | None" = None):
        self.text = text
        self.images: dict[str, Image] = dict(known or {})
        self.asked: set[str] = set(self.images)
        self.moved: dict[str, str] | None = None
        self.snippets: dict[str, Snippet] | None = None

    def image(self, address: str, alt: str) -> "markup.Picture | markup.Missing | None":
        """
        The picture behind an address of this site, Missing if none is; None for other files of it.

        One of another site is not shown: a page loads nothing from there.
        """
        address = own(address)
        if missing := on_another_site(address):
            return missing
        if not means_a_picture_here(address):
            return None
        if address not in self.asked:
            self._ask_for({address, *MEDIA_ADDRESS.findall(self.text)} - self.asked)
        image = self.images.get(address)
        if image and image.rendered:
            return image.as_picture(alt)
        if media.is_public(address):  # a rendition of an earlier make, whose file is still there
            return None
        return markup.Missing()

    def link(self, address: str) -> str | None:
        """The present address of a published post whose address changed; None for all others."""
        base = settings.SITE_URL if address.startswith(settings.SITE_URL + "/") else ""
        found = POST_ADDRESS.match(address, len(base))
        if found is None:
            return None
        if self.moved is None:
            self.moved = self._moved_posts()
        now_at = self.moved.get(f"/posts/{unquote(found[1])}/")
        return now_at and base + now_at + address[found.end() :]

    def snippet(self, name: str) -> str | None:
        """The text of a snippet by its short name or a former one; all named come at once."""
        from posts.models import Snippet
        from posts.models.snippet import names_in

        if self.snippets is None:
            self.snippets = Snippet.objects.named({name, *names_in(self.text)})
            # What they name is asked for together with the rest.
            bodies = (snippet.body for snippet in self.snippets.values())
            self.text = "\n\n".join([self.text, *bodies])
        found = self.snippets.get(name)
        return found.body if found else None

    def _moved_posts(self) -> dict[str, str]:
        from posts.models import Redirect

        texts = (self.text, unescape(ESCAPE.sub("", self.text)))
        named = dict.fromkeys(name for text in texts for name in POST_NAMED.findall(text))
        slugs = {unquote(name) for name in list(named)[:MOST_LINKS] if "%00" not in name}
        slugs |= {slug.rstrip(AFTER_ADDRESS) for slug in slugs}
        return Redirect.objects.to_published_posts(f"/posts/{slug}/" for slug in slugs)

    def _ask_for(self, addresses: set[str]) -> None:
        from posts.models import Image

        self.asked |= addresses
        self.images |= Image.objects.at_addresses(addresses)
