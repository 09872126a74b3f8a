"""What every template can use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """The site's settings, and the base of its absolute addresses."""
    return {"site": getattr(request, "site", None), "site_url": settings.SITE_URL}
