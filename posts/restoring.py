"""An earlier state of a post comes back: what of it can, and where it goes."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from posts.differences import MOMENTS, REFERENCES, in_order, label
from posts.models import Person, Post, Revision, Tag, WorkingCopy
from posts.models.revision import digest
from posts.models.tag import key_of, replaced

State = dict[str, Any]


def standing(post: Post) -> State:
    """The newest saved state of a post: its working copy, else what is stored."""
    return post.changes.merged()[0] if post.changes else post.stored()


def brought_back(
    post: Post, then: State, now: State, only: str | None = None
) -> tuple[State, list[str]]:
    """
    What is `now` with what was `then`, or `only` one field of it; and what stays away, and why.

    What can't come back stays as it is now. So do the dates: nothing is published or taken from
    the public by going back to what was written.
    """
    names = [only] if only else in_order(then)
    state, sentences = dict(now), []
    for name in names:
        if name not in then or name not in now or then[name] == now[name]:
            continue
        value, sentence = wanted(post, name, then[name])
        sentences += [sentence] if sentence else []
        if value is not STAYS:
            state[name] = value
    return state, sentences


STAYS = object()


def wanted(post: Post, name: str, value: Any) -> tuple[Any, str]:
    """What a field becomes, STAYS for no change, and a sentence if that is not all of it."""
    if name in MOMENTS:
        return STAYS, _("“%(field)s” stays as it is now.") % {"field": label(name)}
    if name in REFERENCES and value:
        there = REFERENCES[name]._default_manager.filter(pk=value).exists()
        sentence = _("“%(field)s” was deleted since: what is there now stays.")
        return (value, "") if there else (STAYS, sentence % {"field": label(name)})
    special: dict[str, Callable] = {"slug": slug, "authors": authors, "tags": tags}
    return special[name](post, value) if name in special else (value, "")


def slug(post: Post, value: str) -> tuple[Any, str]:
    other = Post.objects.kept().filter(slug=value).exclude(pk=post.pk).only("title").first()
    if other is None:
        return value, ""
    sentence = _("The address “%(slug)s” belongs to “%(title)s” now: the one of now stays.")
    return STAYS, sentence % {"slug": value, "title": other}


def authors(_post: Post, slugs: list[str]) -> tuple[Any, str]:
    known = set(Person.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    gone = [slug for slug in slugs if slug not in known]
    sentence = _("No longer among the people, so not among the authors: %(names)s.")
    words = sentence % {"names": ", ".join(gone)} if gone else ""
    return [slug for slug in slugs if slug in known], words


def tags(_post: Post, names: list[str]) -> tuple[Any, str]:
    """The names of now; of tags that were renamed or merged since it is said so."""
    present = Tag.objects.present_names(names)
    said = [
        _("“%(old)s” is called “%(new)s” now.") % {"old": name, "new": present[key_of(name)]}
        for name in names
        if key_of(name) in present
    ]
    names = sorted(replaced(names, present)) if present else names
    same_named = Q(pk=None)
    for name in names:
        same_named |= Q(name__iexact=name)
    known = {tag.name.casefold() for tag in Tag.objects.filter(same_named)}
    gone = [name for name in names if name.casefold() not in known]
    sentence = _("These tags are gone and will be made again: %(names)s.")
    return names, " ".join([*said, *([sentence % {"names": ", ".join(gone)}] if gone else [])])


@transaction.atomic
def bring_back(post: Post, state: State, user: Any, reason: str) -> WorkingCopy | None:
    """
    Make a state what editors go on with; the working copy if there is one then.

    Readers see a public post as before: the state becomes its working copy. What was there
    until now is among the revisions after it.
    """
    keep_in_history(post, standing(post))
    kind = Revision.Kind.RESTORED
    if post.is_public:
        return WorkingCopy.objects.keep(post, state, user, kind=kind, reason=reason)
    post.restore(state)
    post.add_revision(user=user, kind=kind, reason=reason)
    WorkingCopy.objects.filter(post=post).delete()
    return None


def keep_in_history(post: Post, state: State) -> None:
    if not post.revisions.filter(digest=digest(state)).exists():
        post.add_revision(
            state=state, reason=gettext_noop("As it was before something was restored")
        )
