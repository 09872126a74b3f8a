"""A post as readers, feed readers and search engines would get it, before they do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cms import theme
from cms.middleware import zone_of
from posts import feeds, page_parts, share_cards
from posts.admin import preview_links
from posts.forms import PostForm
from posts.markdown_file import article_markdown
from posts.models import Image, Post
from posts.views.article import page_context
from posts.views.preview import as_it_would_look

# The ways to look at a post. The first ones are its page, in a frame of its own size or colours.
LOOKS = {
    "phone": _("Phone"),
    "wide": _("Wide"),
    "feed": _("Feed"),
    "markdown": _("Markdown"),
    "search": pgettext_lazy("a way to look at a post", "Search"),
    "outline": _("Outline"),
}
COLOURS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
LONGEST_TITLE = 200


def urls(post_admin: admin.ModelAdmin) -> list:
    views: dict[str, tuple[str, Callable]] = {
        "preview/frame/": ("preview_frame_new", frame),
        "<int:pk>/preview/": ("preview", preview),
        "<int:pk>/preview/frame/": ("preview_frame", frame),
        "preview/<str:colours>.css": ("preview_colours", colours_sheet),
        "preview/card/": ("preview_card", card),
    }
    guard = post_admin.admin_site.admin_view
    pages = [
        path(route, guard(partial(view, post_admin)), name=f"posts_post_{name}")
        for route, (name, view) in views.items()
    ]
    return [*pages, *preview_links.urls(post_admin)]


def context(post: Post | None) -> dict[str, Any]:
    """What the pane beside the text is told."""
    name = "preview_frame" if post else "preview_frame_new"
    return {
        "looks": LOOKS,
        "frame": reverse(f"admin:posts_post_{name}", args=[post.pk] if post else []),
        "host": urlsplit(settings.SITE_URL).netloc,
    }


def with_pane(response: HttpResponse) -> HttpResponse:
    """The same answer, which may show a frame of this site."""
    cast(Any, response)._csp_update = {"frame-src": [SELF]}
    return response


# Pages


def preview(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The post as it was saved: its page whatever its dates say, or another look at it."""
    post = Post.objects.kept().for_page().filter(pk=pk).first()
    if not post_admin.has_view_permission(request, post):
        raise PermissionDenied
    if post is None:
        gone = cast(Any, post_admin)._get_obj_does_not_exist_redirect
        return gone(request, post_admin.opts, str(pk))
    look = request.GET.get("as", "")
    known: dict[str, Any] = {
        "looks": LOOKS | {"dark": _("Dark")},
        "look": look,
        "is_public": post.is_published and not post.changes,
        "can_change": post_admin.has_change_permission(request, post),
    }
    if look in known["looks"]:
        return framed(post_admin, request, post, known)
    with readers_time(request):
        shown = page_context(request, as_it_would_look(post)) | known | {"object": post}
        response = render(request, "admin/posts/post/preview.html", shown)
    response["X-Robots-Tag"] = "noindex"
    return response


def framed(
    post_admin: admin.ModelAdmin, request: HttpRequest, post: Post, known: dict[str, Any]
) -> HttpResponse:
    """A look at the saved post, in a frame under the ways to look at it."""
    shown = post_admin.admin_site.each_context(request) | known
    shown |= {
        "title": gettext("Preview"),
        "subtitle": str(post),
        "opts": post_admin.opts,
        "post": post,
        "frame": context(post)["frame"],
        "looks": known["looks"],
    }
    return with_pane(TemplateResponse(request, "admin/posts/post/preview/framed.html", shown))


def frame(
    post_admin: admin.ModelAdmin, request: HttpRequest, pk: int | None = None
) -> HttpResponse:
    """
    One look at a post, for a frame on this site alone: as it was saved, or, sent, as it is typed.

    Nothing of what was typed is kept.
    """
    post = Post.objects.kept().for_page().filter(pk=pk).first() if pk else None
    if pk and post is None:
        raise Http404
    if not may_look(post_admin, request, post):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    post = post or blank()
    if request.method == "POST":
        as_typed(request, post)
    draw = DRAWN.get(asked.get("as", ""), page)
    with readers_time(request):
        shown = page_context(request, named(as_it_would_look(post)))
        response = HttpResponse(draw(request, shown, "dark" in asked))
    response["X-Robots-Tag"] = "noindex"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def readers_time(request: HttpRequest) -> AbstractContextManager:
    """While it lasts dates are the site's, whatever time zone an editor has chosen."""
    return timezone.override(zone_of(cast(Any, request).site))


def may_look(post_admin: admin.ModelAdmin, request: HttpRequest, post: Post | None) -> bool:
    if post is None:
        return post_admin.has_add_permission(request)
    return post_admin.has_view_permission(request, post)


def blank() -> Post:
    """A post that was never saved."""
    post = Post()
    post.shown_tags, post.shown_authors = [], []
    return post


def as_typed(request: HttpRequest, post: Post) -> None:
    """
    Let the post be what the form that was sent says; not saved.

    A field that can't be what was typed stays as it was.
    """
    sent = request.POST.copy()
    sent["version"] = PostForm.version_of(post)  # who else saved it is no matter here
    if post.changes:
        post.take(post.changes.merged()[0])
    form = PostForm(sent, instance=post)
    form.full_clean()
    post.show(form.state())
    post.changes = None  # they are in what was typed


def named(post: Post) -> Post:
    """The post with a title and an address, which a new one may lack yet."""
    post.title = str(post)
    post.slug = post.slug or "untitled"
    return post


# What stands in the frame: each gives a whole HTML document.


def page(request: HttpRequest, shown: dict[str, Any], is_dark: bool) -> str:
    """The real page, in the colours that are asked for."""
    html = render_to_string("admin/posts/post/preview/page.html", shown, request)
    address = reverse("admin:posts_post_preview_colours", args=["dark" if is_dark else "light"])
    return html.replace("</head>", f'<link rel="stylesheet" href="{address}"></head>', 1)


def feed(request: HttpRequest, shown: dict[str, Any], _is_dark: bool) -> str:
    """The entry as a feed reader shows it: without the site's colours and type."""
    # The addresses of this site, which the frame's policy lets in.
    shown |= {"text": feeds.whole_text(shown["post"], "")}
    return render_to_string("admin/posts/post/preview/feed.html", shown, request)


def markdown(request: HttpRequest, shown: dict[str, Any], _is_dark: bool) -> str:
    """The file at the post's address that ends in `.md`."""
    shown |= {"text": article_markdown(shown["post"])}
    return render_to_string("admin/posts/post/preview/markdown.html", shown, request)


def search(request: HttpRequest, shown: dict[str, Any], _is_dark: bool) -> str:
    """What a search engine's robot reads in the head of the page that readers would get."""
    head = page_parts.head(render_to_string("posts/post_detail.html", shown, request))
    shown |= {"head": head, "description": head.said("description")}
    shown |= {"robots": head.said("robots"), "canonical": head.said("canonical")}
    return render_to_string("admin/posts/post/preview/search.html", shown, request)


def outline(request: HttpRequest, shown: dict[str, Any], _is_dark: bool) -> str:
    """What holds the text together: its headings, links and the words for its pictures."""
    post = shown["post"]
    hero = post.hero_image.share_picture if post.hero_image else None
    shown |= {"outline": page_parts.outline(post.title, post.body_html), "hero": hero}
    return render_to_string("admin/posts/post/preview/outline.html", shown, request)


DRAWN: dict[str, Callable[[HttpRequest, dict[str, Any], bool], str]] = {
    "feed": feed,
    "markdown": markdown,
    "search": search,
    "outline": outline,
}


# What they need


def colours_sheet(
    _post_admin: admin.ModelAdmin, request: HttpRequest, colours: str
) -> HttpResponse:
    """The readers' style sheets once more, in dark or light colours whatever the device wants."""
    if colours not in {"dark", "light"}:
        raise Http404
    css = Path(str(finders.find("css/site.css"))).read_text(encoding="utf-8")
    css += theme.style_sheet(cast(Any, request).site.accent)
    css = COLOURS.sub("all" if colours == "dark" else "not all", css)
    css += f":root{{color-scheme:{colours}}}"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def card(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The picture that a link shows elsewhere: of this hero, else drawn with this title."""
    if not post_admin.has_view_permission(request) and not post_admin.has_add_permission(request):
        raise PermissionDenied
    hero = request.GET.get("hero", "")
    image = Image.objects.filter(pk=hero).first() if hero.isdecimal() and len(hero) < 18 else None
    if image and image.share_picture.url:
        return HttpResponseRedirect(image.share_picture.url)
    title = " ".join(request.GET.get("title", "").replace("\0", "").split())[:LONGEST_TITLE]
    drawn = share_cards.drawn(cast(Any, request).site, title)
    return HttpResponse(drawn, content_type="image/png")
