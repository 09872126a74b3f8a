"""What the desk shows an editor who comes in."""

from typing import Any

from django import template
from django.contrib.admin.utils import flatten
from django.db.models.fields.json import KT
from django.utils.safestring import SafeString

from cms.models import TaskWorker
from posts.admin.words import in_full, moment, state_of, thumbnail, when
from posts.models import Autosave, Post, WorkingCopy

register = template.Library()
register.filter("in_full", in_full)
register.filter("moment", moment)
register.filter("when", when)
register.filter("thumbnail", thumbnail)

A_FEW = 6
TIMED = ("publish_at", "held_up_at", "post__title", "post__published_at", "post__unpublish_at")
TYPED = ("saved_at", "post__title")


@register.filter
def has_errors(fieldset: Any) -> bool:
    """Whether something in a form's fieldset must be mended."""
    return not set(flatten(fieldset.fields)).isdisjoint(fieldset.form.errors)


@register.filter
def standing(post: Post) -> SafeString:
    """Where a post stands, in words and colour."""
    return state_of(post).html


@register.simple_tag
def is_worked() -> bool:
    """Whether a worker runs, so that what has a time happens then."""
    return TaskWorker.is_any_alive()


@register.inclusion_tag("admin/_desk.html", takes_context=True)
def desk(context: dict) -> dict:
    """Drafts to go on with, what is scheduled or has a time, what came out: five queries."""
    user = context["user"]
    posts = Post.objects.select_related("hero_image").defer(
        "body", "body_html", "toc", "excerpt", "front_matter"
    )
    may_see = user.has_perm("posts.view_post") or user.has_perm("posts.change_post")
    shown = {
        "drafts": posts.drafts().order_by("-updated_at")[:A_FEW],
        "scheduled": posts.scheduled().order_by("published_at")[:A_FEW],
        "published": posts.published().newest_first()[:A_FEW],
    }
    typed = Autosave.objects.in_use().filter(user=user, post__trashed_at=None)
    typed = typed.annotate(typed_title=KT("fields__title__0")).select_related("post")
    timed = list(WorkingCopy.objects.timed().only(*TIMED)[:A_FEW]) if may_see else []
    if may_see:
        shown["unsaved"] = typed.only(*TYPED).order_by("-saved_at")[:A_FEW]
    return {
        "available_apps": context["available_apps"],
        "may_write": user.has_perm("posts.add_post"),
        "may_see": may_see,
        "planned": [copy for copy in timed if copy.publish_at],
        "held_up": [copy for copy in timed if copy.held_up_at],
        **({name: list(found) for name, found in shown.items()} if may_see else {}),
    }
