"""Where a request came from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """
    The client's address: what the nearest proxy saw (with BEHIND_PROXY), else the peer's.

    Only the last entry of X-Forwarded-For is believed: those before it are the client's own words.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_PROXY:
        return peer
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return seen if is_address(seen) else peer


def is_address(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 address and nothing else."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text
