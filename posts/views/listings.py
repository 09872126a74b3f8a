"""Lists of posts: the newest, a tag's, an author's, a month's, those with several tags."""

import re

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from cms import generation
from posts import cards, narrowing, prepared
from posts.models import Authorship, Post, Redirect, Tag, Tagging
from posts.months import Month
from posts.slugs import SLUG_PATTERN
from posts.views.elsewhere import redirected
from posts.views.listing import ListingView


class PostListView(ListingView):
    """The newest posts; with `?tag=`, those that carry these tags."""

    def get(self, request):
        if "tag" in request.GET:
            return CombinationView.as_view()(request)
        return self.page_of(
            lambda: Post.objects.published().newest_first().values("pk"),
            lambda start: cards.newest(start, self.marks()),
            tags=[],
        )


class TagView(ListingView):
    """A tag's newest posts."""

    def get(self, request, slug):
        self.tag = prepared.tag_at(slug)
        if self.tag is None:
            return redirected(request)
        return self.page_of(
            lambda: Tagging.objects.posts_of(self.tag),
            lambda start: cards.tagged(self.tag, start, self.marks()),
            tags=[self.tag],
            tag=self.tag,
        )

    def when_empty(self):
        if not self.tag.was_ever_public():
            raise Http404


class AuthorView(ListingView):
    """An author, and their newest posts."""

    template_name = "posts/person_detail.html"

    def get(self, request, slug):
        person = prepared.person_at(slug)
        if person is None:
            return redirected(request)
        return self.page_of(
            lambda: Authorship.objects.posts_of(person),
            lambda start: cards.by(person, start, self.marks()),
            person=person,
        )

    def when_empty(self):
        """Who has nothing published yet is nobody whom readers know."""
        raise Http404


class MonthView(ListingView):
    """The posts of a month, the newest first."""

    template_name = "posts/post_archive_month.html"

    def get(self, request, year, month):
        asked = Month(int(year), int(month))
        if not asked.exists or asked.start > timezone.now():
            raise Http404
        since, before = asked.past
        self.around = self.remembered("around", asked.around)
        return self.page_of(
            lambda: Post.objects.between(since, before).values("pk"),
            lambda start: cards.between(since, before, start),
            month=asked,
            earlier=self.around.earlier,
            later=self.around.later,
        )

    def count(self, posts):
        return self.around.posts

    def when_empty(self):
        raise Http404


class CombinationView(ListingView):
    """The newest posts that carry several tags at once, at one address for any order of them."""

    def get(self, request):
        asked = [slug for slug in request.GET.getlist("tag") if slug]
        if len(set(asked)) > narrowing.MOST_TAGS:
            raise Http404
        known = self.known(asked)
        chosen = sorted({known[slug].slug for slug in asked if slug in known})
        if len(known) < len(set(asked)):
            return self.unknown(request, [slug for slug in asked if slug not in known], chosen)
        if len(chosen) < 2 or asked != chosen:
            return HttpResponsePermanentRedirect(self.one_address(request, chosen))
        self.query = narrowing.query_of(chosen)
        tags = [known[slug] for slug in chosen]
        rarest, *others = sorted(tags, key=lambda tag: tag.post_count)
        return self.page_of(
            lambda: Tagging.objects.posts_of(rarest, also=others),
            lambda start: cards.combined(rarest, others, start, self.marks()),
            tags=tags,
            wider=narrowing.wider(tags),
        )

    def known(self, asked: list[str]) -> dict[str, Tag]:
        """The tags that readers may know at these slugs, an old slug's tag too, with counts."""
        slugs = sorted({slug for slug in asked if re.fullmatch(SLUG_PATTERN, slug)})
        return generation.remember(
            self.request.standing, f"tags {slugs}", lambda: known_tags(slugs)
        )

    def one_address(self, request, chosen: list[str]) -> str:
        """Where these tags' posts are, with the page and the rest of the query."""
        rest = request.GET.copy()
        del rest["tag"]
        if rest.get("page") == "1":
            del rest["page"]
        address = narrowing.address_of(chosen)
        return f"{address}{'&' if '?' in address else '?'}{rest.urlencode()}" if rest else address

    def unknown(self, request, missing: list[str], chosen: list[str]) -> HttpResponse:
        """404 with what was asked for and what of it there is."""
        context = {"missing": missing, "rest": chosen and narrowing.address_of(chosen)}
        return render(request, "posts/tag_unknown.html", context, status=404)


def known_tags(slugs: list[str]) -> dict[str, Tag]:
    found = {tag.slug: tag for tag in Tag.objects.counted().filter(slug__in=slugs)}
    for old in set(slugs) - found.keys():
        if tag := Tag.objects.counted().filter(slug=new_slug(old)).first():
            found[old] = tag
    return {slug: tag for slug, tag in found.items() if tag.post_count or tag.was_ever_public()}


def new_slug(slug: str) -> str | None:
    """The slug of the tag that had this one before, if there is such a tag."""
    target = Redirect.objects.target(f"{reverse('posts:tags')}{slug}/")
    try:
        match = resolve(target or "")
    except Resolver404:
        return None
    return match.kwargs["slug"] if match.view_name == "posts:tag" else None
