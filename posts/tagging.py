"""Tags put on many posts at once, or taken from them, with a revision of each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from posts.models import Post, Tag, TagChange, Tagging, WorkingCopy
from posts.models.tag import key_of
from posts.models.tag_change import batches, rise

# So many posts at once.
MOST = 1000

# By post: the names that were `added` and `removed`, and those `copy` of its unpublished changes.
Done = dict[str, dict[str, Any]]


@transaction.atomic
def change(
    keys: Sequence[int], names: Iterable[str], *, is_adding: bool, user: Any = None
) -> TagChange | None:
    """
    Put tags on posts, or take them away; None when nothing was to be done.

    The posts' unpublished changes, if there are any, get or lose them too.
    """
    names = Tag.objects.meant(names)
    tags = [tag for name in names if (tag := found(name, make=is_adding))]
    wanted = {tag.name for tag in tags}
    asked = {pk: (wanted, set()) if is_adding else (set(), wanted) for pk in keys}
    listed = ", ".join(sorted(wanted))
    reason = _("Tags added: %(names)s") if is_adding else _("Tags removed: %(names)s")
    done = carry_out(asked, asked, user, reason % {"names": listed})
    if not done:
        return None
    record = {"names": sorted(wanted), "is_adding": is_adding, "posts": done}
    return TagChange.objects.note(TagChange.Kind.TAGGED, record, user)


def undo(record: dict[str, Any], user: Any = None) -> None:
    """Take back what `change` has recorded; a tag that is gone since stays away."""
    live, copies = (
        {int(pk): reverse_of(done[part]) for pk, done in record["posts"].items()}
        for part in ("live", "copy")
    )
    carry_out(live, copies, user, gettext_noop("A change of tags undone"))


def reverse_of(done: dict[str, list[str]]) -> tuple[set[str], set[str]]:
    """What to add and what to remove so that a change is as if it had not been."""
    there = (Tag.objects.known_as(name) for name in done["removed"])
    return {tag.name for tag in there if tag}, set(Tag.objects.meant(done["added"]))


def found(name: str, *, make: bool) -> Tag | None:
    """The tag of a name; made if it is not there."""
    tag = Tag.objects.known_as(name)
    return Tag.objects.create(name=name) if tag is None and make else tag


Asked = dict[int, tuple[set[str], set[str]]]


def carry_out(live: Asked, copies: Asked, user: Any, reason: str) -> Done:
    """Add to each post the first names and remove the second, of tags that are there; what was."""
    names = {name for add, remove in live.values() for name in add | remove}
    names |= {name for add, remove in copies.values() for name in add | remove}
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    done: Done = {}
    for post, copy in locked(sorted(live.keys() | copies.keys())):
        changed = on_the_post(post, *live[post.pk], tags)
        in_copy = in_the_copy(copy, *copies[post.pk]) if copy else NOTHING
        if changed != NOTHING or in_copy != NOTHING:
            done[str(post.pk)] = {"live": changed, "copy": in_copy}
    rise([int(pk) for pk in done])
    keep_revisions([int(pk) for pk in done], user, reason)
    return done


NOTHING: dict[str, list[str]] = {"added": [], "removed": []}


def locked(keys: Sequence[int]) -> Iterator[tuple[Post, WorkingCopy | None]]:
    """The posts with their tags and their unpublished changes, until the transaction ends."""
    light = ("published_at", "unpublish_at")
    for batch in batches(keys):
        found = Post.objects.select_for_update().filter(pk__in=batch).order_by("pk").only(*light)
        posts = list(found.prefetch_related("tags"))  # type: ignore[misc]
        copies = WorkingCopy.objects.select_for_update().filter(post__in=batch)
        by_post = {copy.post_id: copy for copy in copies}
        yield from ((post, by_post.get(post.pk)) for post in posts)


def on_the_post(
    post: Post, add: set[str], remove: set[str], tags: dict[str, Tag]
) -> dict[str, list[str]]:
    """Change the tags that a post has; the names that were added and removed."""
    has = {tag.name for tag in post.tags.all()}
    added = sorted(name for name in add - has if name in tags)
    removed = sorted(name for name in remove & has if name in tags)
    if added:
        rows = [Tagging.of(post, tags[name]) for name in added]
        Tagging.objects.bulk_create(rows, ignore_conflicts=True)
    if removed:
        post.taggings.filter(tag__in=[tags[name] for name in removed]).delete()
    return {"added": added, "removed": removed}


def in_the_copy(copy: WorkingCopy, add: set[str], remove: set[str]) -> dict[str, list[str]]:
    """Change the tags in unpublished changes, as if they had been begun afterwards."""
    state, base = (Tag.objects.meant(part.get("tags", [])) for part in (copy.state, copy.base))
    has = {key_of(name) for name in state}
    added = sorted(name for name in add if key_of(name) not in has)
    removed = sorted(name for name in remove if key_of(name) in has)
    if not added and not removed:
        return NOTHING
    copy.state = copy.state | {"tags": with_and_without(state, add, remove)}
    copy.base = copy.base | {"tags": with_and_without(base, add, remove)}
    copy.version += 1
    copy.save()
    return {"added": added, "removed": removed}


def with_and_without(names: list[str], add: set[str], remove: set[str]) -> list[str]:
    has, away = {key_of(name) for name in names}, {key_of(name) for name in remove}
    new = [name for name in add if key_of(name) not in has]
    return sorted(name for name in [*names, *new] if key_of(name) not in away)


def keep_revisions(keys: Sequence[int], user: Any, reason: str) -> None:
    """Keep a revision of each post, and one of its unpublished changes."""
    for batch in batches(keys):
        posts: Any = Post.objects.filter(pk__in=batch)
        posts = posts.prefetch_related("tags")
        copies = {copy.post_id: copy for copy in WorkingCopy.objects.filter(post__in=batch)}
        for post in posts:
            post.add_revision(user=user, reason=reason[:200])
            if copy := copies.get(post.pk):
                post.add_revision(
                    user=user, reason=gettext_noop("Not public yet"), state=copy.state
                )
