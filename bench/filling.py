"""
A site with as many rows as asked for, in seconds: `python -m bench.filling --posts 10000`.

A few posts are saved as editors save them, the others are copies of those rows: whatever their
number, of the same three years, with the same tags and by the same authors. Prints the first
post's number.
"""

import argparse
import os
import random
from datetime import timedelta

SAVED = 100
TAGS, AUTHORS, HEROES = 20, 5, 40
YEARS = timedelta(days=3 * 365)
AT_ONCE = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--images", type=int, default=HEROES)
    parser.add_argument("--tags", type=int, default=TAGS, help="so many more are on few posts")
    parser.add_argument("--revisions", type=int, default=0, help="of the first post")
    parser.add_argument("--deeds", type=int, default=0, help="lines in the log of who did what")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        images = fill_images(max(asked.images, HEROES))
        posts = fill_posts(asked.posts, images[:HEROES])
        fill_tags(posts, max(asked.tags, TAGS))
        fill_revisions(posts[0], asked.revisions)
        fill_log(posts, asked.deeds)
    print(posts[0].pk)


def fill_images(count: int) -> list:
    """Rows alone, as of pictures that have their renditions."""
    from posts.models import Image

    rows = []
    for number in range(count):
        name = f"{number:016x}"
        rendered = [
            {"format": kind, "width": width, "height": width * 9 // 16, "name": picture}
            for width in (480, 960, 1440)
            for kind in ("avif", "webp")
            for picture in [f"images/{name}-{width}.{kind}"]
        ]
        rows.append(
            Image(
                file=f"originals/{name}.jpg",
                content_hash=f"{number:064x}",
                name=f"picture-{number}.jpg",
                alt=f"Picture {number}",
                width=1600,
                height=900,
                rendered=rendered,
                likeness=random.Random(number).getrandbits(62),
            )
        )
    return Image.objects.bulk_create(rows, batch_size=AT_ONCE)


def fill_posts(count: int, heroes: list) -> list:
    from django.utils import timezone

    from bench import texts
    from posts.models import Authorship, Person, Post, Tag, Tagging

    now = timezone.now()
    tags = [
        Tag.objects.create(name=f"Subject {number}", slug=f"subject-{number}")
        for number in range(TAGS)
    ]
    people = [
        Person.objects.create(name=f"Writer {number}", slug=f"writer-{number}", bio="Writes.")
        for number in range(AUTHORS)
    ]
    posts: list = []
    for number in range(min(count, SAVED)):
        posts.append(
            Post.objects.create(
                title=f"Filled post number {number}",
                slug=f"filled-{number}",
                standfirst=texts.sentence(random.Random(number)),
                body=texts.body(number),
                hero_image=heroes[number % len(heroes)],
                published_at=now - YEARS * (number / count) - timedelta(minutes=1),
            )
        )
    copies = [copied(posts[number % SAVED], number, count, now) for number in range(SAVED, count)]
    posts += Post.objects.bulk_create(copies, batch_size=AT_ONCE)
    Tagging.objects.bulk_create(
        (
            Tagging.of(post, tags[place])
            for number, post in enumerate(posts)
            for place in sorted({number % TAGS, number * 7 // 5 % TAGS, number % 3})
        ),
        batch_size=AT_ONCE,
    )
    Authorship.objects.bulk_create(
        (
            Authorship(
                post=post,
                person=people[number % AUTHORS],
                position=0,
                published_at=post.published_at,
                unpublish_at=None,
            )
            for number, post in enumerate(posts)
        ),
        batch_size=AT_ONCE,
    )
    return posts


def copied(post, number: int, count: int, now):
    values = {
        field.attname: getattr(post, field.attname)
        for field in post._meta.concrete_fields
        if not field.primary_key
    }
    values |= {
        "title": f"Filled post number {number}",
        "slug": f"filled-{number}",
        "published_at": now - YEARS * (number / count) - timedelta(minutes=1),
    }
    return type(post)(**values)


def fill_tags(posts: list, count: int) -> None:
    """More tags, of three posts each."""
    from posts.models import Tag, Tagging

    tags = Tag.objects.bulk_create(
        [Tag(name=f"Rare {number}", slug=f"rare-{number}") for number in range(TAGS, count)],
        batch_size=AT_ONCE,
    )
    Tagging.objects.bulk_create(
        (
            Tagging.of(post, tag)
            for number, tag in enumerate(tags)
            for post in {posts[(number * 3 + place) % len(posts)] for place in range(3)}
        ),
        batch_size=AT_ONCE,
    )


def fill_revisions(post, count: int) -> None:
    """So many revisions of a post, each with another text."""
    from posts.models import Revision

    first = post.add_revision()
    Revision.objects.bulk_create(
        (
            Revision(
                post=post,
                number=first.number + number,
                state=first.state | {"body": f"{post.body}\n\nTurn {number}."},
                digest=f"{number:024}",
                changed=["body"],
                added=2,
                removed=2,
            )
            for number in range(1, count)
        ),
        batch_size=100,
    )


def fill_log(posts: list, count: int) -> None:
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType

    user, _ = get_user_model().objects.get_or_create(
        username="bench", is_staff=True, is_superuser=True
    )
    kind = ContentType.objects.get_for_model(posts[0])
    LogEntry.objects.bulk_create(
        (
            LogEntry(
                user=user,
                content_type=kind,
                object_id=str(posts[number % len(posts)].pk),
                object_repr=posts[number % len(posts)].title,
                action_flag=CHANGE,
                change_message="[]",
            )
            for number in range(count)
        ),
        batch_size=2000,
    )


if __name__ == "__main__":
    main()
