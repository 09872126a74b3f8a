"""What the desk shows an editor who comes in."""

from typing import Any

from django import template
from django.contrib.admin.utils import flatten

from posts.admin.words import moment, thumbnail, when
from posts.models import Post

register = template.Library()
register.filter("moment", moment)
register.filter("when", when)
register.filter("thumbnail", thumbnail)

A_FEW = 6


@register.filter
def has_errors(fieldset: Any) -> bool:
    """Whether something in a form's fieldset must be mended."""
    return not set(flatten(fieldset.fields)).isdisjoint(fieldset.form.errors)


@register.inclusion_tag("admin/_desk.html", takes_context=True)
def desk(context: dict) -> dict:
    """The drafts to go on with, what is scheduled, what came out last: three queries."""
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
    return {
        "available_apps": context["available_apps"],
        "may_write": user.has_perm("posts.add_post"),
        "may_see": may_see,
        **({name: list(found) for name, found in shown.items()} if may_see else {}),
    }
