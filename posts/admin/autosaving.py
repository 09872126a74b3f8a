"""What is typed into a post's form is kept while it is typed, and offered to who comes back."""

import json
import secrets
import time
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.forms.utils import ErrorDict
from django.http import (
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.admin.words import time_of_day, when
from posts.forms import PostForm
from posts.models import Autosave, Post, Presence, Revision
from posts.models.working_copy import Fields

# The pages whose words a save has taken in, as this browser's session knows them: each with the
# post and the version that its save made.
TAKEN_IN = "taken_in"
MOST_TAKEN_IN = 20
MOST_SET_ASIDE = 5
LONGEST_PAGE = 40
LARGEST_SEQUENCE = 2**62


def urls(post_admin: admin.ModelAdmin) -> list:
    views: dict[str, tuple[str, Any]] = {
        "autosave/": ("autosave_new", autosave),
        "autosave/<int:number>/": ("set_aside", set_aside),
        "<int:pk>/autosave/": ("autosave", autosave),
        "<int:pk>/presence/": ("presence", presence),
    }
    guard = post_admin.admin_site.admin_view
    return [
        path(route, guard(partial(view, post_admin)), name=f"posts_post_{name}")
        for route, (name, view) in views.items()
    ]


def autosave(post_admin: admin.ModelAdmin, request: Any, pk: int | None = None) -> HttpResponse:
    """
    Keep the form that was sent; no answer without its row. GET: who is here, and a fresh token.

    Not kept is what came late: after something newer of that page, whose `sequence` is told, or
    after the page's words were saved.
    What stands in the way is named: `gone` (the post), `other` (somebody else logged in here
    since), `refused` (this user may not change the post).
    """
    if request.method != "POST":
        return JsonResponse({"user": request.user.pk, "token": get_token(request)})
    post = Post.objects.kept().only("pk").filter(pk=pk).first() if pk else None
    if pk and post is None:
        return JsonResponse({"problem": "gone"}, status=404)
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"problem": "other"}, status=409)
    if not may_write(post_admin, request, post):
        return JsonResponse({"problem": "refused"}, status=403)
    page = page_of(request)
    if page and page in taken_in(request.session):
        return JsonResponse({"kept": False})
    fields, sequence = fields_of(request), sequence_of(request)
    known: dict[str, Any] = {}
    # Typed on while that page was saved: it is what comes after the save.
    if saved := saved_by(request, request.POST.get("follows", "")):
        post, fields = saved, fields | opened_anew(post_admin, request, saved)
        known = {"post": saved.pk}
        if not pk and fields.get("slug") == [""]:  # the save has chosen one
            fields["slug"] = [saved.slug]
    if Autosave.objects.keep(request.user, post, page, fields, sequence):
        return JsonResponse({"kept": True} | known)
    newer = Autosave.objects.filter(user=request.user, post=post, page=page).first()
    known["sequence"] = newer.sequence if newer else sequence
    return JsonResponse({"kept": False} | known)


def set_aside(post_admin: admin.ModelAdmin, request: Any, number: int) -> HttpResponse:
    """Throw away what was typed; it can be brought back for a month."""
    row = get_object_or_404(Autosave, pk=number, user=request.user)
    if request.method == "POST":
        Autosave.objects.in_use().filter(pk=row.pk).update(set_aside_at=timezone.now())
        words = _("Thrown away. For 30 days it can be brought back here.")
        post_admin.message_user(request, words, messages.SUCCESS)
    return HttpResponseRedirect(form_address(row.post_id))


def presence(post_admin: admin.ModelAdmin, request: Any, pk: int) -> HttpResponse:
    """Note that the user has the post open, or has left it; who else is there, in words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    post = get_object_or_404(Post.objects.kept().only("pk", "version"), pk=pk)
    if not may_write(post_admin, request, post):
        return JsonResponse({"problem": "refused"}, status=403)
    if "left" in request.POST:
        Presence.objects.filter(user=request.user, post=post).delete()
        return HttpResponse(status=204)
    Presence.objects.note(request.user, post, is_typing="typing" in request.POST)
    words = others_here(request, post)
    if request.POST.get("version") not in (None, PostForm.version_of(post)):
        words += saved_since(post)
    return JsonResponse({"others": words})


def others_here(request: Any, post: Post) -> list[str]:
    """A sentence for each of the others who have the post open now."""
    there = Presence.objects.here().filter(post=post).exclude(user=request.user)
    found = []
    for one in there.select_related("user"):
        said = {"name": name_of(one.user), "time": time_of_day(one.opened_at)}
        words = (
            _("%(name)s has had this open since %(time)s, typing now.")
            if one.is_typing
            else _("%(name)s has had this open since %(time)s.")
        )
        found.append(words % said)
    return found


def saved_since(post: Post) -> list[str]:
    """A sentence about a save that the page's form does not know of."""
    newest = post.revisions.select_related("user").first()
    if newest is None:
        return []
    said = {"name": name_of(newest.user), "time": when(newest.created_at)}
    words = (
        _("%(name)s saved it since you opened it (%(time)s): your save is compared with that.")
        if newest.user
        else _("It was saved since you opened it (%(time)s): your save is compared with that.")
    )
    return [words % said]


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def take_in(request: Any, post: Post | None) -> None:
    """Remove the autosave whose words are saved now; a late one of that page is not kept."""
    page = page_of(request)
    Autosave.objects.take_in(request.user, post, page, fields_of(request))


def note_saved(request: Any, post: Post) -> None:
    """Remember which page this post was saved from, in which version."""
    if page := page_of(request):
        known = taken_in(request.session)
        known.pop(page, None)
        kept = dict(list(known.items())[1 - MOST_TAKEN_IN :])
        request.session[TAKEN_IN] = kept | {page: [post.pk, PostForm.version_of(post)]}
        # In the save's own transaction: not one without the other.
        request.session.save()


def taken_in(session: Any) -> dict[str, list]:
    """The names of pages whose words are saved; of each the post's number and its version."""
    known = session.get(TAKEN_IN, {})
    return dict(known) if isinstance(known, dict) else {}


def saved_by(request: Any, page: str) -> Post | None:
    """The post as this page has saved it, if it still stands so."""
    known = taken_in(request.session).get(page)
    post = Post.objects.kept().filter(pk=known[0]).first() if known else None
    return post if post and known and PostForm.version_of(post) == known[1] else None


def sent_again(post_admin: admin.ModelAdmin, request: Any, number: str | None) -> str | None:
    """
    The number of the post that a form is of, with what is newest if only this page has saved it.

    On a slow line one presses twice: the server has the first, and the browser waits for the
    second. It is no other post, and nobody else's version.
    """
    page = page_of(request)
    if not page:
        return number
    # One after another: the first of them may be about to be saved.
    # No key is locked: whoever holds the post writes rows that name the user.
    users = get_user_model().objects.select_for_update(no_key=True)
    users.filter(pk=request.user.pk).first()
    session = type(request.session)(request.session.session_key)
    if page not in taken_in(session):
        return number
    request.session[TAKEN_IN] = session[TAKEN_IN]
    made, version = taken_in(session)[page]
    saved = Post.objects.kept().filter(pk=made).first()
    if saved is None or number not in (None, str(made)):
        return number
    if not may_write(post_admin, request, saved):
        return number
    request.POST = request.POST.copy()
    if PostForm.version_of(saved) == version:
        request.POST["version"] = version
    if number is None and not request.POST.get("slug"):  # the first save has chosen one
        request.POST["slug"] = saved.slug
    return str(saved.pk)


def opened_anew(post_admin: admin.ModelAdmin, request: Any, post: Post) -> Fields:
    """What a form of the post that is opened now knows of it."""
    row: Any = post_admin.get_object(request, str(post.pk))
    initial: Any = PostForm(instance=row).initial
    return {"version": [initial["version"]], "opened": [json.dumps(initial["opened"])]}


def keep_left_out(post_admin: admin.ModelAdmin, request: Any, form: PostForm) -> Autosave:
    """Keep what was sent, of which the save had to leave some out, as typed into what it saved."""
    known = opened_anew(post_admin, request, form.instance)
    page, sequence = secrets.token_urlsafe(12), time.time_ns() // 1_000_000
    Autosave.objects.keep(request.user, form.instance, page, fields_of(request) | known, sequence)
    return Autosave.objects.get(user=request.user, post=form.instance, page=page)


def going_on(request: Any, post: Post | None) -> Autosave | None:
    """What the user asks to go on with, if it is theirs and of this post."""
    number = request.GET.get("typed", "") if request.method == "GET" else ""
    if not number.isdecimal() or len(number) > 18:
        return None
    return Autosave.objects.filter(pk=number, user=request.user, post=post).first()


def context(
    post_admin: admin.ModelAdmin, request: Any, form: PostForm, post: Post | None
) -> dict[str, Any]:
    """What the form says of unsaved words and of who else is there; it notes the opening."""
    if not may_write(post_admin, request, post):
        return {}
    row = going_on(request, post)
    anew = secrets.token_urlsafe(12)
    if row:  # another window that has it open, too, goes on in a row of its own
        Autosave.objects.filter(pk=row.pk).update(page=anew)
    known: dict[str, Any] = {
        "page": anew if row else page_of(request) or anew,
        "going_on": row,
        "taken_in": " ".join(taken_in(request.session)),
        "writer": request.user.pk,
    }
    if form.is_bound and form.errors and form.edited:
        # Refused: kept until it is mended, also without scripts.
        sequence = sequence_of(request)
        fields = fields_of(request)
        Autosave.objects.keep(request.user, post, known["page"], fields, sequence)
    elif post:
        Presence.objects.note(request.user, post)
    if post:
        known["others"] = others_here(request, post)
    if row:
        known |= to_mend(post_admin, request, form, row)
    rows = Autosave.objects.filter(user=request.user, post=post).exclude(page=known["page"])
    offer = None if row else rows.in_use().first()
    if offer:
        known["offer"] = offered(post_admin, request, type(form), offer)
    known["set_aside"] = list(rows.set_aside()[:MOST_SET_ASIDE])
    return known


def to_mend(
    post_admin: admin.ModelAdmin, request: Any, form: PostForm, row: Autosave
) -> dict[str, Any]:
    """Say at the fields of a form what of an autosave could not be saved; is that all of it?"""
    post: Any = post_admin.get_object(request, str(row.post_id)) if row.post_id else Post()
    typed = type(form)(row.typed, instance=post)
    differing = set(typed.edited)
    typed.is_valid()
    is_typed = differing or row.typed.get("unfinished")
    form._errors = ErrorDict(typed.left_out if is_typed else {})
    wrong = form._errors.keys()
    return {"to_mend": bool(wrong), "is_all_to_mend": bool(wrong) and differing <= wrong}


def offered(
    post_admin: admin.ModelAdmin, request: Any, form_class: Any, row: Autosave
) -> dict[str, Any] | None:
    """An autosave beside what is saved; None if it says nothing else."""
    post: Any = post_admin.get_object(request, str(row.post_id)) if row.post_id else Post()
    differences = form_class(row.typed, instance=post).typed_differences()
    if not differences:
        return None
    newer: Revision | None = (
        post.revisions.select_related("user").filter(created_at__gt=row.saved_at).first()
        if row.post_id
        else None
    )
    return {
        "row": row,
        "differences": differences,
        "newer": newer,
        "saver": name_of(newer.user) if newer else "",
        "is_mine": newer is not None and newer.user_id == row.user_id,
    }


def may_write(post_admin: admin.ModelAdmin, request: Any, post: Post | None) -> bool:
    if post is None:
        return post_admin.has_add_permission(request)
    return post_admin.has_change_permission(request, post)


def form_address(pk: int | None) -> str:
    if pk is None:
        return reverse("admin:posts_post_add")
    return reverse("admin:posts_post_change", args=[pk])


def page_of(request: Any) -> str:
    """The name of the opening of the form that was sent."""
    return request.POST.get("page", "").replace("\0", "")[:LONGEST_PAGE]


def sequence_of(request: Any) -> int:
    """How late in its page the form was sent: a browser's milliseconds, or else ours."""
    sent = request.POST.get("sequence", "")
    if sent.isdecimal() and len(sent) < 20 and 0 < int(sent) < LARGEST_SEQUENCE:
        return int(sent)
    return time.time_ns() // 1_000_000


def fields_of(request: Any) -> Fields:
    """The form's own fields as they were sent; PostgreSQL's JSON can't hold null characters."""
    return {
        name: [value.replace("\0", "") for value in request.POST.getlist(name)]
        for name in PostForm.base_fields
        if name in request.POST
    }
