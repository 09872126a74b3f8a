"""What every template can use."""

from django.conf import settings
from django.http import HttpRequest

from cms import theme


def site(request: HttpRequest) -> dict:
    """The site's settings, the name of its colours, and the base of its absolute addresses."""
    found = getattr(request, "site", None)
    return {
        "site": found,
        "site_url": settings.SITE_URL,
        "theme_digest": theme.digest(found.accent) if found else "",
    }
