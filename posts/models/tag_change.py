"""What was done to tags: renamed, merged, deleted, put on posts; for a month it can be undone."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts import slugs
from posts.models.redirect import Redirect, decoded
from posts.models.tag import FormerTagName, Tag, Tagging, key_of

UNDOABLE = timedelta(days=30)
# So many keys go into one query.
A_BATCH = 500

Facts = dict[str, Any]


class TagChangeQuerySet(models.QuerySet["TagChange"]):
    def recent(self):
        """Those that are not too old to be undone, the newest first."""
        since = timezone.now() - UNDOABLE
        return self.filter(made_at__gt=since).order_by("-made_at", "-pk")

    def note(self, kind: str, record: Facts, user: Any = None) -> "TagChange":
        """Keep what was done; what is too old to be undone is forgotten."""
        self.filter(made_at__lte=timezone.now() - UNDOABLE).delete()
        return self.create(kind=kind, record=record, user=user)

    @transaction.atomic
    def merge(self, tags: Iterable[Tag], into: Tag, user: Any = None) -> "TagChange":
        """
        Make several tags one: posts, former names and addresses go over to `into`.

        A description is taken over where there is none. Raises ValidationError when one of the
        tags is gone.
        """
        into, gone = locked([into, *tags])
        record: Facts = {"into": facts(into), "described": "", "tags": []}
        carried = set(posts_with(into))
        moved: set[int] = set()
        for tag in gone:
            kept = taken_along(tag)
            moved.update(kept["posts"])
            theirs = Tagging.objects.filter(tag=into).values("content_object_id")
            tag.taggings.exclude(content_object_id__in=theirs).update(tag=into)
            tag.former_names.update(tag=into)
            Redirect.objects.point(tag.get_absolute_url(), into.get_absolute_url())
            tag.delete()
            if key_of(tag.name) != key_of(into.name):
                FormerTagName.objects.note(tag.name, into)
            record["tags"].append(kept)
        record["had"] = sorted(moved & carried)
        described = next((tag.description for tag in gone if tag.description), "")
        if described and not into.description:
            record["described"] = into.description = described
            into.save()
        return self.note(TagChange.Kind.MERGED, record, user)

    @transaction.atomic
    def delete_tags(self, tags: Iterable[Tag], user: Any = None) -> "TagChange":
        """Delete tags; their posts lose them. Raises ValidationError when one is gone already."""
        first, others = locked(tags)
        gone = [first, *others]
        record = {"tags": [taken_along(tag) for tag in gone]}
        for tag in gone:
            tag.delete()
        return self.note(TagChange.Kind.DELETED, record, user)

    def renamed(self, before: Facts, tag: Tag, user: Any = None) -> "TagChange | None":
        """Note that a tag, saved already, has another name or address; None if it has not."""
        after = facts(tag)
        if all(before[name] == after[name] for name in ("name", "slug")):
            return None
        count = tag.taggings.count()
        record = {"before": before, "after": after, "count": count}
        return self.note(TagChange.Kind.RENAMED, record, user)


class TagChange(models.Model):
    """One thing that was done to tags, with all that is needed to undo it."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", gettext_lazy("Renamed")
        MERGED = "merged", gettext_lazy("Merged")
        DELETED = "deleted", gettext_lazy("Deleted")
        TAGGED = "tagged", gettext_lazy("Tags of posts changed")

    kind = models.CharField(max_length=10, choices=Kind)
    record = models.JSONField(default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, blank=True, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    undone_at = models.DateTimeField(blank=True, null=True)

    objects = TagChangeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("change of tags")
        verbose_name_plural = gettext_lazy("changes of tags")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.words}"

    @property
    def is_undoable(self) -> bool:
        return self.undone_at is None and self.made_at > timezone.now() - UNDOABLE

    @property
    def names(self) -> str:
        """The tags that are gone by it."""
        return listed(kept["name"] for kept in self.record.get("tags", []))

    @property
    def post_count(self) -> int:
        """How many posts it changed."""
        if self.kind == self.Kind.TAGGED:
            return len(self.record["posts"])
        if self.kind == self.Kind.RENAMED:
            return self.record["count"]
        return len({pk for kept in self.record["tags"] for pk in kept["posts"]})

    @property
    def words(self) -> str:
        """What was done, for people."""
        count, record = self.post_count, self.record
        if self.kind == self.Kind.RENAMED:
            before, after = record["before"], record["after"]
            words = ngettext(
                "“%(old)s” is “%(new)s” now, on %(count)d post.",
                "“%(old)s” is “%(new)s” now, on %(count)d posts.",
                count,
            ) % {"old": before["name"], "new": after["name"], "count": count}
            if before["slug"] == after["slug"]:
                return words
            paths = {"old": path_of(before["slug"]), "new": path_of(after["slug"])}
            return f"{words} {_('%(old)s leads to %(new)s.') % paths}"
        if self.kind == self.Kind.MERGED:
            return ngettext(
                "%(names)s became “%(into)s”, on %(count)d post.",
                "%(names)s became “%(into)s”, on %(count)d posts.",
                count,
            ) % {"names": self.names, "into": record["into"]["name"], "count": count}
        if self.kind == self.Kind.DELETED:
            return ngettext(
                "%(names)s deleted, from %(count)d post.",
                "%(names)s deleted, from %(count)d posts.",
                count,
            ) % {"names": self.names, "count": count}
        return self.words_of_posts

    @property
    def words_of_posts(self) -> str:
        """Which tags were put on how many posts, or taken from them."""
        numbers = {"names": listed(self.record["names"]), "count": self.post_count}
        if self.record["is_adding"]:
            said = ngettext(
                "%(names)s on %(count)d post.",
                "%(names)s on %(count)d posts.",
                self.post_count,
            )
        else:
            said = ngettext(
                "%(names)s taken from %(count)d post.",
                "%(names)s taken from %(count)d posts.",
                self.post_count,
            )
        return said % numbers

    @property
    def reason(self) -> str:
        """What each of the posts has in its history."""
        words = (
            _("Tags added: %(names)s")
            if self.record["is_adding"]
            else _("Tags removed: %(names)s")
        )
        return words % {"names": ", ".join(self.record["names"])}

    @transaction.atomic
    def undo(self, user: Any = None) -> None:
        """
        Bring back what it took, where that is still as it was left; raises ValidationError if not.
        """
        from posts import tagging

        change = TagChange.objects.select_for_update().get(pk=self.pk)
        if change.undone_at:
            raise ValidationError(_("It was undone already."))
        if not change.is_undoable:
            raise ValidationError(_("It is too long ago to be undone."))
        if change.kind == self.Kind.TAGGED:
            tagging.undo(change.record, user)
        elif change.kind == self.Kind.RENAMED:
            name_back(change.record)
        else:
            bring_back(change.record)
        self.undone_at = change.undone_at = timezone.now()
        change.save(update_fields=["undone_at"])


def facts(tag: Tag) -> Facts:
    return {"pk": tag.pk, "name": tag.name, "slug": tag.slug, "description": tag.description}


def path_of(slug: str) -> str:
    return decoded(slugs.address("posts:tag", slug))


def listed(names: Iterable[str]) -> str:
    return ", ".join(_("“%(title)s”") % {"title": name} for name in names)


def posts_with(tag: Tag) -> list[int]:
    """The keys of all posts with a tag, also of those that readers don't see."""
    return list(tag.taggings.order_by("content_object").values_list("content_object", flat=True))


def taken_along(tag: Tag) -> Facts:
    """All that goes with a tag when it goes."""
    led_here = Redirect.objects.filter(new_path=decoded(tag.get_absolute_url()))
    return facts(tag) | {
        "posts": posts_with(tag),
        "former": list(tag.former_names.values_list("name", flat=True)),
        "led_here": list(led_here.values_list("old_path", flat=True)),
    }


def locked(tags: Iterable[Tag]) -> tuple[Tag, list[Tag]]:
    """The first tag and the others, each once, as they are now, until the transaction ends."""
    keys = list(dict.fromkeys(tag.pk for tag in tags))
    rows = Tag.objects.select_for_update().order_by("pk").in_bulk(keys)
    if not keys or len(rows) < len(keys):
        raise ValidationError(_("One of the tags was deleted or merged meanwhile."))
    first, *others = [rows[key] for key in keys]
    return first, others


def bring_back(record: Facts) -> None:
    """
    Make the tags of a record again and put them on their posts.

    Of merged ones only where the tag that stayed is still on the post; it goes from those that
    did not have it.
    """
    into = None
    if "into" in record:
        into = Tag.objects.select_for_update().filter(pk=record["into"]["pk"]).first()
        if into is None:
            words = _("“%(name)s” was merged or deleted since: undo that first.")
            raise ValidationError(words % {"name": record["into"]["name"]})
    there = set(posts_with(into)) if into else None
    touched: set[int] = set()
    for kept in reversed(record["tags"]):
        tag = made_again(kept, into)
        keys = [pk for pk in kept["posts"] if there is None or pk in there]
        put_on(tag, keys)
        touched.update(keys)
    if into:
        strangers = sorted(touched - set(record["had"]))
        for batch in batches(strangers):
            into.taggings.filter(content_object_id__in=batch).delete()
        if record["described"] and into.description == record["described"]:
            into.description = record["into"]["description"]
            into.save()
    rise(sorted(touched))


def made_again(kept: Facts, into: Tag | None) -> Tag:
    """A tag that was gone, with its names and addresses; or the one that has its name now."""
    tag = Tag.objects.filter(name__iexact=kept["name"]).first()
    if tag is None:
        slug = slugs.free_slug(
            kept["slug"], lambda wish: Tag.objects.filter(slug=wish).exists(), max_length=100
        )
        tag = Tag(pk=kept["pk"], name=kept["name"], slug=slug, description=kept["description"])
        tag.save(force_insert=True)
    for name in kept["former"]:
        if not Tag.objects.filter(name__iexact=name).exists():
            FormerTagName.objects.note(name, tag)
    here = decoded(tag.get_absolute_url())
    Redirect.objects.filter(old_path=here).delete()
    if into:
        there = decoded(into.get_absolute_url())
        moved = Redirect.objects.filter(new_path=there, old_path__in=kept["led_here"])
        moved.update(new_path=here)
    return tag


def name_back(record: Facts) -> None:
    """Give a tag the name and the address it had before, where it has not got others since."""
    before, after = record["before"], record["after"]
    tag = Tag.objects.select_for_update().filter(pk=after["pk"]).first()
    if tag is None:
        words = _("“%(name)s” was merged or deleted since: undo that first.")
        raise ValidationError(words % {"name": after["name"]})
    others = Tag.objects.exclude(pk=tag.pk)
    if tag.name == after["name"]:
        if others.filter(name__iexact=before["name"]).exists():
            words = _("There is another tag “%(name)s” now: rename or merge that first.")
            raise ValidationError(words % {"name": before["name"]})
        tag.name = before["name"]
    if tag.slug == after["slug"] and not others.filter(slug=before["slug"]).exists():
        tag.slug = before["slug"]
    tag.save()


def put_on(tag: Tag, keys: Sequence[int]) -> None:
    """Put a tag on those of these posts that are there and lack it."""
    from posts.models.post import Post

    for batch in batches(keys):
        posts = Post.objects.filter(pk__in=batch).only("published_at", "unpublish_at")
        Tagging.objects.bulk_create(
            [Tagging.of(post, tag) for post in posts], ignore_conflicts=True
        )


def rise(keys: Sequence[int]) -> None:
    """Let forms that were opened before know that these posts have other tags now."""
    from posts.models.post import Post

    for batch in batches(keys):
        Post.objects.filter(pk__in=batch).update(version=F("version") + 1)


def batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + A_BATCH] for start in range(0, len(keys), A_BATCH))
