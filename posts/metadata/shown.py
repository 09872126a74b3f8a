"""Which of the things that a template shows the page is about, and all that its head says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from cms import generation
from cms.models import SiteSettings
from posts import share_cards, slugs
from posts.markup import Picture
from posts.metadata import graph, languages, open_graph
from posts.models import Image, Page, Person, Post, Tag


@dataclass(frozen=True)
class Metadata:
    """The head of one page; what it is about is a post, a tag, a person, a page, or nothing."""

    request: Any
    title: str
    description: str
    address: str
    post: Post | None = None
    tag: Tag | None = None
    person: Person | None = None
    page: Page | None = None
    translations: Iterable[Any] = ()
    posts_shown: tuple[str, ...] = ()

    @property
    def site(self) -> SiteSettings:
        return self.request.site

    @property
    def view(self) -> str:
        """The name of the page's address, such as `posts:list`; empty in a preview."""
        match = self.request.resolver_match
        return match.view_name if match else ""

    @cached_property
    def language(self) -> str:
        return (self.post and self.post.language) or self.site.language

    @cached_property
    def picture(self) -> Picture:
        """What a link to the page shows: the hero, else a share card; its address is whole."""
        picture = self.hero.share_picture if self.hero else None
        if picture is None or not picture.url:
            picture = self.share_card
        url = settings.SITE_URL + picture.url
        return Picture(url, picture.width, picture.height, picture.alt)

    @property
    def hero(self) -> Image | None:
        return self.post.hero_image if self.post else None

    @property
    def share_card(self) -> Picture:
        kind, slug, title = "", "", ""
        if self.post:
            kind, slug, title = "posts", self.post.slug, self.post.title
        elif self.tag:
            kind, slug, title = "tags", self.tag.slug, self.tag.name
        elif self.person:
            kind, slug, title = "authors", self.person.slug, self.person.name
        elif self.page:
            kind, slug, title = "pages", self.page.slug, self.page.title
        url = share_cards.address(self.site, kind, slug, title)
        size = share_cards.WIDTH, share_cards.HEIGHT
        return Picture(url, *size, alt=title or self.site.name)

    @property
    def links(self) -> SafeString:
        """`<link rel="alternate">` for the same in other formats and languages."""
        return _elements("link", [{"rel": "alternate", **link} for link in self._alternates()])

    def _alternates(self) -> list[dict[str, str]]:
        if self.post:
            markdown = slugs.address("posts:markdown", self.post.slug)
            written = [{"type": "text/markdown", "href": markdown}]
            if self.post.noindex or self.post.canonical_url:
                return written
            return written + languages.alternates(self.post, self.translations, self.site.language)
        if self.tag:
            return _feeds("tag", self.tag.slug, self.tag.name)
        if self.person:
            return _feeds("author", self.person.slug, self.person.name)
        return []

    @property
    def properties(self) -> SafeString:
        """Open Graph, as `<meta property>`."""
        pairs = open_graph.properties(self)
        return _elements("meta", [{"property": name, "content": said} for name, said in pairs])

    @property
    def json_ld(self) -> SafeString:
        nodes = generation.remember(
            self.request.standing, "site in JSON-LD", lambda: graph.of_site(self.site)
        )
        return graph.as_json_ld(
            {"@context": "https://schema.org", "@graph": [*nodes, *graph.of_page(self)]}
        )


def _feeds(kind: str, slug: str, name: str) -> list[dict[str, str]]:
    formats = (("application/atom+xml", "feed"), ("application/feed+json", "json_feed"))
    return [
        {"type": media_type, "title": name, "href": slugs.address(f"posts:{kind}_{feed}", slug)}
        for media_type, feed in formats
    ]


def of(context: Mapping[str, Any]) -> Metadata:
    """The metadata of the page that a template with this context shows."""
    onward, title = context.get("onward"), str(context["title"])
    return Metadata(
        context["request"],
        title,
        str(context.get("description") or _described(title, context["request"].site)),
        context["canonical_url"],
        post=context.get("post"),
        tag=context.get("tag"),
        person=context.get("person"),
        page=context.get("page"),
        # Search engines are sent to no text that they are asked to leave out.
        translations=tuple(
            translation
            for translation in (onward.translations if onward else ())
            if translation.is_indexable
        ),
        posts_shown=tuple(card.address for card in context.get("cards") or ()),
    )


def _described(title: str, site: SiteSettings) -> str:
    """What a page without a description of its own is: its title and whose it is."""
    if title == site.name:
        return site.description
    return f"{title} – {site.name}" + (f": {site.description}" if site.description else "")


def _elements(name: str, found: list[dict[str, str]]) -> SafeString:
    """HTML elements with these attributes; a loop in a template takes five times as long."""
    lines = []
    for attributes in found:
        pairs = [f'{key}="{escape(said)}"' for key, said in attributes.items()]
        lines.append(f"<{name} {' '.join(pairs)}>")
    return mark_safe("\n".join(lines))
