"""What a text can't tell by itself: the pictures and posts behind the addresses that it names."""

import re

from posts import markup

# nh3 writes attributes in one form only, so a pattern is enough to find them.
OWN_ADDRESS = re.compile(r'(<[^>]* (?:href|src)=")/(?!/)')
OWN_SOURCES = re.compile(r'(?<= srcset=")[^"]*')


def absolute(html: str, base: str) -> str:
    """Our rendered HTML with this site's addresses made whole, for readers elsewhere."""
    html = OWN_ADDRESS.sub(rf"\g<1>{base}/", html)
    return OWN_SOURCES.sub(lambda found: re.sub(r"(^|, )/", rf"\g<1>{base}/", found[0]), html)


class SiteAddresses:
    """Resolves the addresses in a body against this site's images."""

    def image(self, address: str, alt: str) -> "markup.Picture | markup.Missing | None":
        """The picture behind a `/media/` address, Missing if none is; None for other sites'."""
        from posts.models import Image

        if not address.startswith("/media/"):
            return None
        image = Image.objects.at_address(address)
        return image.as_picture(alt) if image else markup.Missing(address)

    def link(self, address: str) -> str | None:
        """Links stay as written."""
        return None
