"""The doors to the library beside a picture's own form: choosing, sending, describing, places."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db.models import Q
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import SiteSettings
from posts import library, rendering
from posts.addresses import media_addresses
from posts.admin.words import state_of
from posts.models import Autosave, Image, Page, Person, Post, Snippet, WorkingCopy
from posts.models.image import meaning

A_PAGE = 24
MOST_PLACES = 30
# Of a server's threads so many take pictures in, which are made one at a time: the others are for
# readers. Scripts that are sent away come again by themselves.
_at_work = threading.BoundedSemaphore(2)
LIGHT = ("title", "slug", "published_at", "unpublish_at", "trashed_at")


def urls(image_admin: admin.ModelAdmin) -> list:
    views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
        "library/": ("library", choose),
        "upload/": ("upload", upload),
        "upload-several/": ("upload_several", upload_several),
        "<int:pk>/words/": ("words", describe),
    }
    guard = image_admin.admin_site.admin_view
    return [
        path(route, guard(partial(view, image_admin)), name=f"posts_image_{name}")
        for route, (name, view) in views.items()
    ]


def choose(image_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Pictures to choose from, newest first: those that match `q`, a page at a time."""
    if not image_admin.has_view_permission(request):
        raise PermissionDenied
    images = Image.objects.all()
    for word in request.GET.get("q", "").replace("\0", " ").split()[:8]:
        images = images.filter(
            Q(name__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word)
        )
    page = request.GET.get("page", "")
    start = A_PAGE * (int(page) if page.isdecimal() and len(page) < 6 else 0)
    found = list(images[start : start + A_PAGE + 1])
    return JsonResponse(
        {
            "pictures": [as_choice(image) for image in found[:A_PAGE]],
            "more": len(found) > A_PAGE,
        }
    )


def upload(image_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """
    Take in the `file` that was sent; the picture as a choice, or a `problem` in a sentence.

    With many at once some are told that it is `busy`, to come again in a moment.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not image_admin.has_add_permission(request):
        return JsonResponse({"problem": str(library.MAY_NOT_ADD)}, status=403)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"problem": _("No file came. Choose the picture again.")}, status=400)
    if not _at_work.acquire(blocking=False):
        return JsonResponse({"busy": True}, status=503, headers={"Retry-After": "2"})
    try:
        return _taken_in(request, file)
    finally:
        _at_work.release()


def _taken_in(request: HttpRequest, file: File) -> JsonResponse:
    try:
        added = library.add(file, request.user, alt=request.POST.get("alt", "")[:500])
    except ValidationError as error:
        status = 507 if getattr(error, "code", "") == "not_kept" else 400
        return JsonResponse({"problem": " ".join(error.messages)}, status=status)
    like = [str(image) for image in library.alike(added.image, 1)] if added.is_new else []
    return JsonResponse(as_choice(added.image) | {"is_new": added.is_new, "like": like})


def upload_several(image_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Take in all `files` of the form over the library; say why of each that can't be taken."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not image_admin.has_add_permission(request):
        raise PermissionDenied
    count = known = 0
    for file in request.FILES.getlist("files"):
        try:
            added = library.add(file, request.user)
        except ValidationError as error:
            words = _("“%(name)s”: %(problem)s") % {
                "name": file.name,
                "problem": " ".join(error.messages),
            }
            image_admin.message_user(request, words, messages.ERROR)
        else:
            count += added.is_new
            known += not added.is_new
    if count:
        words = ngettext("%(count)d picture added.", "%(count)d pictures added.", count)
        image_admin.message_user(request, words % {"count": count}, messages.SUCCESS)
    if known:
        words = ngettext(
            "%(count)d was in the library already.",
            "%(count)d were in the library already.",
            known,
        )
        image_admin.message_user(request, words % {"count": known}, messages.WARNING)
    if not request.FILES:
        image_admin.message_user(request, _("Choose one or more pictures."), messages.WARNING)
    return HttpResponseRedirect(reverse("admin:posts_image_changelist"))


def describe(image_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the `alt` text of a picture, or that it is `decorative`; the picture as it is then."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    image = get_object_or_404(Image, pk=pk)
    if not (image_admin.has_add_permission(request) or image_admin.has_change_permission(request)):
        raise PermissionDenied
    alt = request.POST.get("alt", "").replace("\0", "")
    decorative = bool(request.POST.get("decorative"))
    if not library.describe(image, request.user, alt=alt, decorative=decorative):
        words = _("The library says something else of it, and your account can't change that.")
        return JsonResponse({"problem": words}, status=403)
    return JsonResponse(as_choice(image))


def as_choice(image: Image) -> dict[str, Any]:
    """What scripts know of a picture; `address` is what a text names it by."""
    small = image.thumbnail
    return {
        "pk": image.pk,
        "name": str(image),
        "url": small.url if small else "",
        "width": small.width if small else None,
        "height": small.height if small else None,
        "address": image.as_picture().url,
        "alt": image.alt,
        "needs_alt": image.needs_alt,
    }


class Place(NamedTuple):
    """Where a picture is shown, and where an editor changes that."""

    kind: str
    name: str
    address: str = ""


class Places(NamedTuple):
    """At most so many places by name, and how many there are."""

    named: list[Place]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.named)


def places_of(image: Image) -> Places:
    """Where a picture is shown or will be: posts in any state, pages, snippets, people, logo."""
    posts = Post.objects.filter(Q(pk__in=image.uses.values("post")) | Q(hero_image=image))
    named = [
        Place(_in_post(post, image), str(post), address_of(post))
        for post in posts.only(*LIGHT, "hero_image").order_by("-pk")[:MOST_PLACES]
    ]
    others = [*_saved_changes(image), *_typed(image), *_elsewhere(image)]
    count = posts.count() if len(named) == MOST_PLACES else len(named)
    return Places([*others, *named], count + len(others))


def earlier_places_of(image: Image) -> Places:
    """Posts that have it in an earlier revision and nowhere now."""
    now = Q(hero_image=image) | Q(pk__in=image.uses.values("post"))
    posts = Post.objects.filter(earlier_uses__image=image).exclude(now)
    kind = _("Earlier revision")
    named = [
        Place(kind, str(post), address_of(post))
        for post in posts.only(*LIGHT).order_by("-pk")[:MOST_PLACES]
    ]
    return Places(named, posts.count() if len(named) == MOST_PLACES else len(named))


def _in_post(post: Post, image: Image) -> str:
    where = _("hero image") if post.hero_image_id == image.pk else _("text")
    if post.trashed_at:
        return _("Post in the trash, %(where)s") % {"where": where}
    said = {"state": state_of(post).words, "where": where}
    return _("Post (%(state)s), %(where)s") % said


def _saved_changes(image: Image) -> Iterator[Place]:
    copies = WorkingCopy.objects.filter(post__earlier_uses__image=image).select_related("post")
    for copy in copies:
        if copy.state.get("hero_image_id") == image.pk or names(image, copy.state.get("body")):
            yield Place(_("Changes not public yet"), str(copy), address_of(copy.post))


def _typed(image: Image) -> Iterator[Place]:
    rows = Autosave.objects.in_use().select_related("user", "post")
    for row in rows:
        fields = row.fields
        if str(image.pk) in fields.get("hero_image", []) or any(
            names(image, body) for body in fields.get("body", [])
        ):
            address = address_of(row.post) if row.post else ""
            kind = _("Typed by %(name)s, not saved yet") % {"name": row.user.get_username()}
            yield Place(kind, str(row.post or _("a new post")), address)


def _elsewhere(image: Image) -> Iterator[Place]:
    shows = rendering.shows(image)
    rows = [
        *Page.objects.filter(shows).only("title"),
        *Snippet.objects.filter(shows).only("name"),
        *Person.objects.filter(picture=image).only("name"),
    ]
    for row in rows:
        yield Place(capfirst(str(row._meta.verbose_name)), str(row), address_of(row))
    if site := SiteSettings.objects.filter(logo=image).first():
        yield Place(_("Logo"), site.name, address_of(site))


def names(image: Image, text: str | None) -> bool:
    """Whether an address in a text may mean the image."""
    meant = {meaning(address) for address in media_addresses(text or "")}
    if not meant:
        return False
    own = {image.name, *image.rendition_names}
    return not meant.isdisjoint(own) or image.former_names.filter(name__in=meant).exists()


def address_of(row: Any) -> str:
    if isinstance(row, Post) and row.trashed_at:
        return reverse("admin:posts_post_trash")
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
