"""What a text can link to: posts and pages by the words of their titles; and what is pasted."""

import re
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from posts.admin.words import State, state_of
from posts.importing import clipboard
from posts.importing.escaping import escaped_inside
from posts.importing.notes import Refusal
from posts.models import Page, Post, Redirect

MOST = 12
LOOKED_AT = 60
LONGEST = 200
MOST_LINKS = 100
POST_IN_TEXT = re.compile(r"/posts/([^\s/?#()<>\[\]\"']+)")


class Target(NamedTuple):
    """Something with an address on this site, and where it stands."""

    title: str
    address: str
    state: State

    @property
    def line(self) -> str:
        """The Markdown of a link to it."""
        words = escaped_inside(" ".join(self.title.split())).replace("]", "\\]")
        return f"[{words}]({self.address})"


def targets(words: str) -> list[Target]:
    """Posts and pages whose titles have all these words, the best first; the newest for none."""
    wanted = words[:LONGEST].split()
    pages = Page.objects.filter(has(wanted)).only("title", "slug").order_by("title")
    posts = (
        Post.objects.kept()
        .filter(has(wanted))
        .only("title", "slug", "published_at", "unpublish_at", "updated_at")
        .order_by("-updated_at", "-pk")
    )
    found = [
        Target(post.title, post.get_absolute_url(), state_of(post)) for post in posts[:LOOKED_AT]
    ]
    standing = State("page", _("Page"))
    found += [Target(page.title, page.get_absolute_url(), standing) for page in pages[:LOOKED_AT]]
    if wanted:
        found.sort(key=lambda target: not target.title.casefold().startswith(wanted[0].casefold()))
    return found[:MOST]


def has(words: list[str]) -> Q:
    """A condition: the title has each of the words, whatever their capitals."""
    condition = Q()
    for word in words:
        # SQLite knows the capitals of English alone.
        forms = {word, word.lower(), word.upper(), word.capitalize()}
        either = Q(title__icontains=word)
        for form in forms if not word.isascii() else ():
            either |= Q(title__contains=form)
        condition &= either
    return condition


class Link(NamedTuple):
    """A link of a text to a post of the site: where it leads now, or None for nowhere."""

    address: str
    target: Target | None

    @property
    def is_moved(self) -> bool:
        return self.target is not None and unquote(self.target.address) != self.address


def links_in(body: str) -> list[Link]:
    """The links of a text to posts, each once, with what is behind them. Three queries at most."""
    named = dict.fromkeys(unquote(slug) for slug in POST_IN_TEXT.findall(body))
    slugs = list(named)[:MOST_LINKS]
    if not slugs:
        return []
    storable = [slug for slug in slugs if "\0" not in slug]  # PostgreSQL takes no NUL
    shown = Post.objects.only("title", "slug", "published_at", "unpublish_at")
    by_slug = {post.slug: post for post in shown.filter(slug__in=storable)}
    gone = [f"/posts/{slug}/" for slug in storable if slug not in by_slug]
    moved = Redirect.objects.to_published_posts(gone) if gone else {}
    now_at = {old: POST_IN_TEXT.findall(unquote(new))[0] for old, new in moved.items()}
    known = set(now_at.values())
    by_slug |= {post.slug: post for post in shown.filter(slug__in=known)} if known else {}
    found = []
    for slug in slugs:
        post = by_slug.get(now_at.get(f"/posts/{slug}/", slug))
        target = Target(post.title, post.get_absolute_url(), state_of(post)) if post else None
        found.append(Link(f"/posts/{slug}/", target))
    return found


def typed_in(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()


def find(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A page that finds posts and shows the line to copy: nothing in it needs a script."""
    if not post_admin.has_view_permission(request):
        raise PermissionDenied
    words = typed_in(request)
    context: dict[str, Any] = post_admin.admin_site.each_context(request) | {
        "title": _("Find a post to link to"),
        "opts": post_admin.opts,
        "words": words,
        "targets": targets(words),
    }
    return TemplateResponse(request, "admin/posts/post/links.html", context)


def suggest(post_admin: admin.ModelAdmin, request: HttpRequest) -> JsonResponse:
    """The same for the editor's script."""
    if not post_admin.has_view_permission(request):
        raise PermissionDenied
    found = [
        {
            "title": target.title,
            "address": target.address,
            "line": target.line,
            "state": target.state.name,
            "words": target.state.words,
        }
        for target in targets(typed_in(request))
    ]
    return JsonResponse({"targets": found})


def pasted(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Copied HTML as Markdown; a sentence instead where it is too long or can't be read."""
    if not (post_admin.has_add_permission(request) or post_admin.has_change_permission(request)):
        raise PermissionDenied
    html = request.POST.get("html", "").replace("\0", "")
    if len(html) > clipboard.LARGEST:
        return JsonResponse(
            {"error": _("That is too long to be pasted with its form.")}, status=413
        )
    try:
        text = clipboard.markdown(html, settings.SITE_URL)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.note.sentence}, status=422)
    return JsonResponse(
        {
            "markdown": text,
            "is_block": clipboard.is_block(text),
            "left_behind": clipboard.left_behind(html),
        }
    )


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    views = {"links": find, "links/targets": suggest, "pasted": pasted}
    names = {"links": "links", "links/targets": "link_targets", "pasted": "pasted"}
    return [
        path(
            f"{place}/",
            post_admin.admin_site.admin_view(partial(view, post_admin)),
            name=f"posts_post_{names[place]}",
        )
        for place, view in views.items()
    ]
