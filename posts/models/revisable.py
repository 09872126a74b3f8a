"""Everything an editor can change in a post as one snapshot, and a post as a snapshot says."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from posts.models.person import Person
from posts.models.revision import Revision
from posts.models.tag import Tag
from posts.models.use import EarlierUse


class Revisable:
    """What is kept as snapshots: a post."""

    # Everything an editor can change, besides tags and authors: what a revision keeps.
    REVISED_FIELDS = (
        "title",
        "slug",
        "standfirst",
        "body",
        "hero_image_id",
        "hero_address",
        "published_at",
        "unpublish_at",
        "canonical_url",
        "search_title",
        "search_description",
        "noindex",
        "series_id",
        "part",
        "language",
        "translation_of_id",
        "front_matter",
    )

    def snapshot(
        self: Any, *, tags: Iterable[Tag] | None = None, authors: Iterable[Person] | None = None
    ) -> dict:
        """
        Everything an editor can change, as JSON can hold it; tags by name, authors by slug.

        `tags` and `authors` are those at hand, in the order of the models; else they are asked.
        """
        state = {name: getattr(self, name) for name in self.REVISED_FIELDS}
        for name in ("published_at", "unpublish_at"):
            # One moment is one text, whatever zone it was typed in.
            state[name] = state[name] and state[name].astimezone(UTC).isoformat()
        tags = self.tags.all() if tags is None else tags
        authors = self.authors.in_byline_order() if authors is None else authors
        state["tags"] = sorted(tag.name for tag in tags)
        state["authors"] = [person.slug for person in authors]
        return state

    @classmethod
    def completed(cls, state: dict) -> dict:
        """A snapshot with the fields that it is too old to know, as a new post has them."""
        blank = cls()
        return {name: getattr(blank, name) for name in cls.REVISED_FIELDS} | state

    def stored(self: Any) -> dict:
        """The snapshot of the post as the database has it."""
        return type(self).objects.get(pk=self.pk).snapshot()

    def take(self: Any, state: dict) -> None:
        """
        Take over what a snapshot says, besides tags and authors; not saved.

        A picture or series that is gone stays away; another post's address is not taken.
        """
        values = {name: state[name] for name in self.REVISED_FIELDS if name in state}
        for name in ("published_at", "unpublish_at"):
            values[name] = values.get(name) and datetime.fromisoformat(values[name])
        for name in ("hero_image", "series", "translation_of"):
            field: Any = self._meta.get_field(name)
            there = field.related_model.objects.filter(pk=values.get(field.attname))
            if field.attname in values and not there.exists():
                values[field.attname] = None
        if type(self).objects.kept().filter(slug=values.get("slug")).exclude(pk=self.pk).exists():
            del values["slug"]
        if not values.get("series_id", True):
            values["part"] = None
        for name, value in values.items():
            setattr(self, name, value)

    @transaction.atomic
    def restore(self: Any, state: dict, **ready: Any) -> None:
        """
        Make the post what a snapshot says, and save it; people that are gone stay away.

        What is `ready` goes to `save`.
        """
        self.take(state)
        self.save(**ready)
        self.tags.set(Tag.objects.meant(state.get("tags", [])))
        self.name_authors(Person.objects.with_slugs(state.get("authors", [])))

    def newest_revision(self: Any) -> Revision | None:
        return self.revisions.order_by("-number").first()

    def add_revision(
        self: Any,
        *,
        user=None,
        reason: str = "",
        state: dict | None = None,
        kind: str = Revision.Kind.SAVED,
    ) -> Revision | None:
        """
        Keep the post as it is now, or a state; None when the newest revision says that.

        That something was published is kept even so: it was saved before, by another perhaps.
        """
        is_live = state is None
        state = state or self.snapshot()
        newest = self.newest_revision()
        is_told = newest and (kind != Revision.Kind.PUBLISHED or newest.kind == kind)
        if newest and is_told and newest.state == state:
            return None
        revision = Revision(post=self, state=state, user=user, reason=reason, kind=kind)
        revision.number = (newest.number if newest else 0) + 1
        revision.compare_with(newest.state if newest else None)
        revision.save()
        # What its text showed is noted when it goes, see `keep_uses`.
        hero = {"hero_image_id": newest.state.get("hero_image_id")} if newest else {}
        EarlierUse.objects.note(self, [hero] if is_live else [hero, state])
        return revision
