"""What readers notice when a post is published, unpublished or thrown away; nothing is done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts import markup, slugs
from posts.addresses import AFTER_ADDRESS, POST_ADDRESS, POST_NAMED, own
from posts.illustrations import Illustration, NotingAddresses
from posts.models import Page, Post, Redirect, Tag, Tagging
from posts.models.redirect import decoded
from posts.months import Month

MOST_NAMED = 20
MOST_ASKED_FOR = 5
LIGHT = ("slug", "title", "published_at", "unpublish_at")
LONGEST_TITLE, LONGEST_DESCRIPTION = 60, 155


class Place(NamedTuple):
    """Where readers find the post, and where that is."""

    words: str
    address: str = ""


@dataclass
class Consequences:
    """
    What will change for readers, in sentences.

    `obstacles` must be mended first, `warnings` may be; `linked_from` are texts whose links to
    the post would lead to nothing, at most 20 of `linked_from_count`.
    """

    places: list[Place] = field(default_factory=list)
    leaves: list[Place] = field(default_factory=list)
    redirects: list[tuple[str, str]] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    linked_from: list[Post | Page] = field(default_factory=list)
    linked_from_count: int = 0


def of_publishing(post: Post, at: datetime | None = None) -> Consequences:
    """
    Of letting readers see the post as it is in this copy, now or at a time.

    It has its tags and authors as `shown_tags`, `shown_authors`; what readers see now, if they
    do, is what is stored.
    """
    before = Post.objects.filter(pk=post.pk).published().first()
    start = at or timezone.now()
    if post.published_at and (before or post.published_at < start):
        start = post.published_at
    found = Consequences(places=places(post, start))
    if before:
        found.leaves = left(before, post)
        if before.slug != post.slug:
            found.redirects = [(before.get_absolute_url(), post.get_absolute_url())]
    if not post.title:
        found.obstacles.append(_("Give the post a title."))
    found.warnings = [*what_is_missing(post), *what_breaks(post, at)]
    return found


def of_taking_away(post: Post) -> Consequences:
    """Of unpublishing a post, or of throwing it away."""
    found = Consequences()
    if post.is_published:
        found.leaves = left_behind(post)
    found.linked_from, found.linked_from_count = linking_to(post)
    translations = Post.objects.published().filter(translation_of=post.pk).count()
    if translations:
        words = ngettext(
            "%(count)d translation no longer leads to it.",
            "%(count)d translations no longer lead to it.",
            translations,
        )
        found.warnings.append(words % {"count": translations})
    return found


def left_behind(post: Post) -> list[Place]:
    """The lists that lose a public post."""
    alone = _("Tag “%(name)s”: no other post is there")
    return [
        Place(_("Front page and archive"), reverse("posts:list")),
        *(
            Place(words, slugs.address("posts:tag", tag.slug))
            for tag, words in tags_in_words(post, alone)
        ),
        *(
            Place(_("Author: %(name)s") % {"name": person.name}, person.get_absolute_url())
            for person in post.shown_authors
        ),
        *([Place(_("Series “%(name)s”") % {"name": post.series})] if post.series else []),
        Place(_("Feeds for readers who subscribed"), reverse("posts:feed")),
    ]


def places(post: Post, start: datetime) -> list[Place]:
    """The lists of this site that a post is in, with how many others are there."""
    month = Month.of(start)
    newer = Post.objects.published().filter(published_at__gt=start).exclude(pk=post.pk)
    is_first = not newer.exists()
    newest = _("First on the front page") if is_first else _("Among the posts, by its date")
    found = [
        Place(newest, reverse("posts:list")),
        Place(_("Archive of the month"), month.get_absolute_url()),
    ]
    found += [
        Place(words, slugs.address("posts:tag", tag.slug))
        for tag, words in tags_in_words(post, _("Tag “%(name)s”: the first post there"))
    ]
    found += [
        Place(_("Author: %(name)s") % {"name": person.name}, person.get_absolute_url())
        for person in post.shown_authors
    ]
    if post.series:
        parts = post.series.posts.published().exclude(pk=post.pk).count()
        words = ngettext(
            "Series “%(name)s”, beside %(count)d other part",
            "Series “%(name)s”, beside %(count)d other parts",
            parts,
        )
        found.append(Place(words % {"name": post.series, "count": parts}))
    found.append(Place(_("Feeds for readers who subscribed"), reverse("posts:feed")))
    if not post.noindex and not post.canonical_url:
        found.append(Place(_("What search engines are told"), reverse("posts:sitemap")))
    return found


def tags_in_words(post: Post, alone: str) -> list[tuple[Tag, str]]:
    """The post's tags, each with how many public posts carry it besides; `alone` is for none."""
    now = timezone.now()
    not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
    public = Tagging.objects.filter(not_over, published_at__lte=now, tag__in=post_tags(post))
    rows = public.exclude(content_object=post.pk).values("tag").annotate(posts=Count("pk"))
    counts = {row["tag"]: row["posts"] for row in rows.order_by()}
    found = []
    for tag in post.shown_tags:
        count = counts.get(tag.pk, 0)
        words = (
            ngettext(
                "Tag “%(name)s”, beside %(count)d other post",
                "Tag “%(name)s”, beside %(count)d other posts",
                count,
            )
            if count
            else alone
        )
        found.append((tag, words % {"name": tag.name, "count": count}))
    return found


def post_tags(post: Post) -> list[Tag]:
    """Those of its tags that exist already."""
    return [tag for tag in post.shown_tags if tag.pk]


def left(before: Post, post: Post) -> list[Place]:
    """The tags and authors that a public post leaves when it becomes what this copy says."""
    tags = {tag.slug for tag in post.shown_tags}
    people = {person.pk for person in post.shown_authors}
    return [
        Place(_("Tag “%(name)s”") % {"name": tag.name}, slugs.address("posts:tag", tag.slug))
        for tag in before.tags.all()
        if tag.slug not in tags
    ] + [
        Place(_("Author: %(name)s") % {"name": person.name}, person.get_absolute_url())
        for person in before.shown_authors
        if person.pk not in people
    ]


def what_is_missing(post: Post) -> list[str]:
    """What a post can do without, but readers, search engines or lists would miss."""
    hero = post.hero_image
    wanting = {
        _("There is no hero image: cards and shares show the title alone."): hero is None,
        _("The hero image has no description for people who can't see it."): bool(
            hero and hero.needs_alt
        ),
        _("There is no standfirst: cards use the first sentences."): not post.standfirst,
        _("There are no tags: readers find it among the newest posts alone."): not post.shown_tags,
        _("No author is named."): not post.shown_authors,
        _("The text is empty."): not post.body.strip(),
        _("The title is long for search results: about %(count)d characters are shown.")
        % {"count": LONGEST_TITLE}: len(post.meta_title) > LONGEST_TITLE,
        _("The description for search engines is long: about %(count)d characters are shown.")
        % {"count": LONGEST_DESCRIPTION}: len(post.search_description) > LONGEST_DESCRIPTION,
    }
    return [sentence for sentence, holds in wanting.items() if holds]


def what_breaks(post: Post, at: datetime | None = None) -> list[str]:
    """What of the text would not work: pictures, and links to posts that readers can't see."""
    resolve = NotingAddresses(post.body, post.pictures_meant())
    rendered = markup.render(post.body, resolve, hero=post.hero_address or None)
    named = {
        unquote(found[1]): address
        for kind, address in sorted(rendered.uses)
        if kind == "link" and (found := POST_ADDRESS.match(own(address)))
    }
    named.pop(post.slug, None)
    public = set(Post.objects.published(at).filter(slug__in=named).values_list("slug", flat=True))
    moved = Redirect.objects.to_published_posts(f"/posts/{slug}/" for slug in named)
    broken = [
        slug for slug in named if slug not in public and decoded(f"/posts/{slug}/") not in moved
    ]
    known = {post.slug: post for post in Post.objects.kept().filter(slug__in=broken).only(*LIGHT)}
    warnings = [*rendered.warnings, *what_is_not_said(resolve.illustrations)]
    for slug in broken:
        words = _("The link to %(address)s leads to nothing: there is no such post.")
        if slug in known:
            words = _("The link to “%(title)s” leads to nothing: readers can't see that post.")
        warnings.append(words % {"address": named[slug], "title": known.get(slug, "")})
    return warnings


def what_is_not_said(illustrations: list[Illustration]) -> list[str]:
    """Of pictures that are no decoration and of which nobody says what they show."""
    images = {one.image: None for one in illustrations if one.image and one.needs_alt}
    words = _("The picture “%(name)s” has no alt text: people who can't see it learn nothing.")
    return [words % {"name": image} for image in list(images)[:MOST_NAMED]]


def linking_to(*wanted: Post) -> tuple[list[Post | Page], int]:
    """
    Texts that readers see with links to these posts, at most 20, and how many there are.

    By a present or a former address; the posts themselves do not count.
    """
    present = {decoded(post.get_absolute_url()) for post in wanted}
    former = Redirect.objects.filter(new_path__in=present).values_list("old_path", flat=True)
    paths = present | set(former)
    named = named_in_body(paths)
    posts = Post.objects.published().filter(named).exclude(pk__in=[post.pk for post in wanted])
    pages = Page.objects.filter(named).only("title", "slug", "body")
    names = {found[1] for path in paths if (found := POST_ADDRESS.match(path))}
    linking: list[Post | Page] = []
    count = 0
    for texts in (posts.newest_first().only(*LIGHT, "body"), pages):
        for text in texts.iterator(chunk_size=200):
            if names.isdisjoint(slugs_in(text.body)):
                continue
            count += 1
            if len(linking) < MOST_NAMED:
                linking.append(text)
    return linking, count


def named_in_body(paths: set[str]) -> Q:
    """A condition: the body may link to one of these; of many, it links to some post."""
    if len(paths) > MOST_ASKED_FOR:
        return Q(body__contains="/posts/")
    named = Q(pk=None)
    for path in paths:
        for written in {path, quote(path)}:
            named |= Q(body__contains=written.rstrip("/"))
    return named


def slugs_in(text: str) -> set[str]:
    """The slugs of the posts that a text names by their addresses."""
    return {unquote(name).rstrip(AFTER_ADDRESS) for name in POST_NAMED.findall(text)}
