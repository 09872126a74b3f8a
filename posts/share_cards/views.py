"""The cards' addresses: drawn when first asked for, for things that readers see alone."""

import threading
from functools import lru_cache

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.models import SiteSettings
from posts.share_cards.addresses import KINDS, Card, address, of_site
from posts.share_cards.drawing import draw
from posts.views import new_slug

# One at a time, so that drawing never takes more than one processor from readers.
_one = threading.Lock()


@require_safe
def site(request, digest):
    """The card of the site itself; an earlier one leads to today's."""
    card = of_site(request.site)
    if digest != card.digest:
        return HttpResponseRedirect(address(request.site))
    return _shown(card)


@require_safe
def card(request, digest, kind, slug):
    """The card of a post, tag, author or page; an earlier one leads to today's."""
    if kind not in KINDS:
        raise Http404
    page, title_of = KINDS[kind]
    title = title_of(slug)
    if title is None:
        slug = new_slug(request, reverse(page, args=[slug]))
        title = title_of(slug)
    if title is None:
        raise Http404
    card = of_site(request.site, title)
    if (digest, slug) != (card.digest, request.resolver_match.kwargs["slug"]):
        return HttpResponseRedirect(address(request.site, kind, slug, title))
    return _shown(card)


def drawn(site: SiteSettings, title: str) -> bytes:
    """The card of a title that nobody sees yet, as PNG; not kept among those that readers see."""
    return _drawn.__wrapped__(of_site(site, title))


def _shown(card: Card) -> HttpResponse:
    response = HttpResponse(_drawn(card), content_type="image/png")
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


@lru_cache(maxsize=50)
def _drawn(card: Card) -> bytes:
    with _one:
        return draw(*card)
