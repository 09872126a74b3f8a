"""
New posts of a batch, written together: whole files only, as all are in one transaction.

What is not plainly new (an address that is taken, pictures of the site's own) is left to be taken
by itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from posts.importing import filling
from posts.importing.batches import Item
from posts.importing.names import Names
from posts.importing.preparing import Prepared
from posts.importing.reading import Reading
from posts.models import (
    Authorship,
    ImportedFile,
    ImportStep,
    Person,
    Post,
    Revision,
    Tag,
    Tagging,
)


@dataclass(slots=True)
class NewPost:
    """A file, what it says, and the post made of it."""

    item: Item
    reading: Reading
    post: Post
    tags: list[Tag]
    people: list[Person]
    made: dict[str, list[int]]
    revision: Revision | None = None


@transaction.atomic
def write(items: Iterable[Item], names: Names, *, bring_back: bool) -> list[NewPost]:
    """
    Write those that are plainly new; raises IntegrityError when another was quicker.

    To `bring_back` takes in posts that were deleted on the site, too.
    """
    candidates = [item for item in items if _stands_alone(item)]
    news = [new for item in _unknown(candidates, bring_back) if (new := _made(item, names))]
    Post.objects.bulk_create(new.post for new in news)
    Tagging.objects.bulk_create(
        Tagging.of(new.post, tag) for new in news for tag in dict.fromkeys(new.tags)
    )
    Authorship.objects.bulk_create(
        Authorship(post=new.post, person=person, position=position)
        for new in news
        for position, person in enumerate(dict.fromkeys(new.people))
    )
    revisions = []
    for new in news:
        reason = filling.reason(new.item.path)
        state = filling.snapshot(new.post, new.tags, new.people)
        new.revision = revision = Revision(
            post=new.post, number=1, state=state, reason=reason, kind=Revision.Kind.IMPORTED
        )
        revision.compare_with(None)
        revisions.append(revision)
    Revision.objects.bulk_create(revisions)
    ImportedFile.objects.bulk_create(
        ImportedFile(
            post=new.post,
            path=new.item.path,
            slug=new.reading.slug,
            source=new.item.source,
            sha256=new.item.digest,
            revision=new.revision,
            version=new.post.version,
        )
        for new in news
    )
    return news


def _stands_alone(item: Item) -> bool:
    prepared = item.prepared
    if item.same or not isinstance(prepared, Prepared):
        return False
    return prepared.rendered is not None and not prepared.reading.hero_address


def _unknown(items: list[Item], bring_back: bool) -> list[Item]:
    """Those whose path and address are new to the site, and theirs alone in the batch."""
    slugs = Counter(item.content.reading.slug for item in items)
    paths = Counter(item.path for item in items)
    taken = set(Post.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    there = set(ImportedFile.objects.filter(path__in=paths).values_list("path", flat=True))
    if not bring_back:
        there |= set(
            ImportStep.objects.gone().filter(path__in=paths).values_list("path", flat=True)
        )
    return [
        item
        for item in items
        if slugs[slug := item.content.reading.slug] == paths[item.path] == 1
        and slug not in taken
        and item.path not in there
    ]


def _made(item: Item, names: Names) -> NewPost | None:
    """The post of a file; None for one that is to be refused."""
    reading = item.content.reading
    post = Post()
    filling.fill(post, reading)
    try:
        filling.check(post)
    except ValidationError:
        return None
    post.series = names.series(reading.series)
    post.make_ready(item.content.rendered)
    tags, people = names.tags(reading.tags), names.people(reading.authors)
    return NewPost(item, reading, post, tags, people, names.take_made())
