"""Every link, picture, style sheet, feed and metadata address of the site leads somewhere."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms.models import MenuItem, SiteSettings
from posts import tasks, urls
from posts.models import Image
from tests.factories import (
    make_draft,
    make_page,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
    picture_bytes,
)
from tests.posts.crawler import Crawl, read

pytestmark = pytest.mark.django_db

HEADINGS = "\n\n".join(
    f"## {words}\n\nA sentence."
    for words in ["Contents", "Contents", "main", "Größe & Maß?", "عنوان", "🙂", "<b>", "a" * 300]
)
NASTY_BODY = f"""{HEADINGS}

Back to [the contents](#contents), a note[^1], the same note[^1], another[^long name].

[^1]: Said once.
[^long name]: With `code` and a [link](https://example.org/?a=1&b="2").

| a | b |
|:-:|--:|
| 1 | 2 |

<p id="main">An id of the page's own.</p>

![no such picture](gone.jpg)

[nowhere]() [script](javascript:alert(1)) [mail](mailto:someone@example.org) [tel](tel:+43123)
"""


def starts() -> list[str]:
    """The front page, every public address without an argument, and one that is not there."""
    found = ["/", "/nowhere/"]
    for pattern in urls.urlpatterns:
        try:
            found.append(reverse(f"posts:{pattern.name}"))
        except NoReverseMatch:
            continue
    return found


def crawl(client, settings) -> Crawl:
    return Crawl(client, settings.SITE_URL, starts())


def check(found: Crawl) -> None:
    """Fail with the defects, but for the picture that a nasty text shows and nobody has."""
    __tracebackhide__ = True
    if defects := [line for line in found.defects() if "-> gone.jpg ->" not in line]:
        pytest.fail(f"{len(defects)} defects:\n" + "\n".join(defects), pytrace=False)


def undescribed(found: Crawl) -> list[str]:
    """The pages that search engines get without a description."""
    return [
        path
        for path, answer in found.answers.items()
        if (answer.status, answer.kind) == (200, "text/html") and "description" not in answer.told
    ]


def fill_with_nasty_posts() -> None:
    """A site on which everything is as long, as empty or as odd as it may be."""
    SiteSettings.objects.create(pk=1, name="A & B <c>", description='"x" ' * 60, language="en")
    MenuItem.objects.create(label="Home & more", address="/")
    people = [
        make_person(name='Zoë "Z" <z>', slug="zoë", bio="Writes & reads."),
        make_person(name="A" * 120, links="https://example.org/a?b=c&d"),
    ]
    words = ["C++ & C#", "日本語", "وسم", "<b>bold</b>", 'say "so"', "🙂", "t" * 90]
    small = Image.objects.add(ContentFile(picture_bytes(40, 30), name="small.jpg"))
    titles = ["W" * 200, "كيف نكتب مقالا طويلا عن شيء صغير", "a/b?c=d#e", "🙂", '"><i>x', "x"]
    for number in range(40):
        make_post(
            title=titles[number % len(titles)],
            standfirst="S" * 500 if number % 5 == 0 else "",
            body=NASTY_BODY if number % 3 else "",
            published_at=timezone.now() - timedelta(days=20 * number, minutes=1),
            tags=words[: number % (len(words) + 1)],
            authors=people[: number % 3],
            hero_image=small if number % 4 == 0 else None,
            noindex=number == 7,
            canonical_url="https://example.org/first" if number == 8 else "",
        )
    make_draft(slug="secret", tags=["secret tag"])
    make_scheduled(slug="soon", tags=["soon tag"])
    make_unpublished(slug="over", tags=["over tag"])
    make_page(title="P" * 200, body=NASTY_BODY)
    make_page(title="عن", body="")


def test_every_address_of_the_sample_site_leads_somewhere(client, settings):
    call_command("load_samples", verbosity=0)
    found = crawl(client, settings)
    check(found)
    assert not undescribed(found)
    assert {"/feed.xml", "/about/", "/tags/", "/static/css/site.css"} <= found.answers.keys()


def test_every_address_of_a_nasty_site_leads_somewhere(client, settings):
    fill_with_nasty_posts()
    found = crawl(client, settings)
    check(found)
    assert not undescribed(found)


def test_every_address_still_does_once_the_pictures_are_made(client, settings):
    fill_with_nasty_posts()
    large = Image.objects.add(ContentFile(picture_bytes(1400, 900), name="large.jpg"))
    make_post(hero_image=large, body="![A stripe](images/large.jpg)")
    for image in Image.objects.all():
        tasks.make_renditions.call(image.pk)
    found = crawl(client, settings)
    check(found)
    assert {"image/avif", "image/webp"} <= {answer.kind for answer in found.answers.values()}


def test_every_address_of_an_empty_site_leads_somewhere(client, settings):
    check(crawl(client, settings))


def test_nothing_that_is_not_public_is_named_anywhere(client, settings):
    fill_with_nasty_posts()
    named = set(crawl(client, settings).answers)
    for slug in ("secret", "soon", "over"):
        assert not [path for path in named if slug in path]


def test_a_crawl_finds_what_is_wrong_in_a_text(client, settings):
    links = "[a](/nowhere-at-all/) [b](#nothing) [c](/posts/) [d](/about-us/#there)"
    make_post(slug="broken", body=f"{links} [e](/robots.txt)")
    make_page(slug="about-us")
    defects = crawl(client, settings).defects()
    found = [line for line in defects if line.startswith("/posts/broken/ ")]
    assert found == [
        "/posts/broken/ -> /nowhere-at-all/ -> answers 404",
        "/posts/broken/ -> #nothing -> has no such place",
        "/posts/broken/ -> /posts/ -> redirects to /",
        "/posts/broken/ -> /about-us/#there -> has no such place",
    ]


def test_a_crawl_reads_all_that_a_page_names():
    page = """<title>x</title><link rel="stylesheet" href="/a.css"><i id="x"></i><b id="x"></b>
    <link rel="canonical" href="/b/"><meta property="og:image" content="/c.jpg">
    <img src="d.jpg" srcset="e.jpg 1x, f.jpg 2x"><a href="?page=2">g</a>
    <script type="application/ld+json">{"@context": "https://schema.org",
    "author": [{"url": "https://h.example/"}]}</script>"""
    answer = read(200, "text/html", page)
    assert [address.url for address in answer.addresses] == [
        *("/a.css", "/b/", "/c.jpg", "d.jpg", "e.jpg", "f.jpg", "?page=2", "https://h.example/")
    ]
    assert answer.defects == ['the id "x" stands 2 times']
    assert [address.url for address in answer.addresses if address.is_whole] == ["/b/", "/c.jpg"]
