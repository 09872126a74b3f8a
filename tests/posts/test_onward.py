"""After an article: its series, related posts, translations and authors, all of them published."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from posts import onward
from posts.models import Image, Post, Series
from tests.factories import (
    make_draft,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
    picture_bytes,
)
from tests.posts.reading import reading

pytestmark = pytest.mark.django_db
NOT_PUBLIC = [make_draft, make_scheduled, make_unpublished]


@pytest.fixture
def read(client):
    return reading(client)


@pytest.fixture
def series():
    return Series.objects.create(name="Letters to a shop", description="Three of them.")


def aged(hours, **fields):
    return make_post(published_at=timezone.now() - timedelta(hours=hours), **fields)


def related(post):
    """The titles of what the article shows as related, in order; [] if it shows the newest."""
    rows = onward._rows(Post.objects.get(pk=post.pk))
    found = [row for row in rows if row.kind == "related"]
    found.sort(key=lambda row: (row.place, row.published_at), reverse=True)
    return [row.title for row in found]


def test_more_shared_tags_go_first(read):
    post = make_post(slug="one", tags=["a", "b", "c"])
    aged(1, title="One shared", tags=["a", "x"])
    aged(9, title="Three shared", tags=["a", "b", "c"])
    aged(5, title="Two shared", tags=["b", "c"])
    aged(2, title="None shared", tags=["x"])
    assert related(post) == ["Three shared", "Two shared", "One shared"]
    page = read("/posts/one/")
    assert "Related posts" in page.words
    assert page.words.index("Three shared") < page.words.index("One shared")
    assert "None shared" not in page.words


def test_of_as_many_the_rarer_tags_go_first():
    post = make_post(tags=["often", "rare"])
    for hour in range(6):
        aged(hour + 1, title=f"Often {hour}", tags=["often"])
    aged(90, title="Rare", tags=["rare"])
    assert related(post) == ["Rare", "Often 0", "Often 1"]


def test_many_rare_tags_do_not_outdo_more_shared_ones():
    common, rare = [f"common {number}" for number in range(5)], ["r1", "r2", "r3", "r4"]
    post = make_post(tags=[*common, *rare])
    for hour in range(4):
        aged(hour + 10, title=f"Common {hour}", tags=common)
    aged(1, title="Four rare", tags=rare)
    assert related(post) == ["Common 0", "Common 1", "Common 2"]


def test_among_equals_the_newest_go_first():
    post = make_post(tags=["a"])
    for hour in (3, 1, 2, 4):
        aged(hour, title=f"Of hour {hour}", tags=["a"])
    assert related(post) == ["Of hour 1", "Of hour 2", "Of hour 3"]


@pytest.mark.parametrize("make", NOT_PUBLIC)
def test_nothing_unpublished_is_related(read, make):
    post = make_post(slug="one", tags=["a"])
    make(title="Secret", tags=["a"])
    assert related(post) == []
    assert "Secret" not in read("/posts/one/").words


def test_where_nothing_shares_a_tag_the_newest_are_shown(read):
    make_post(slug="one", tags=["lonely"])
    aged(2, title="Newer", tags=["other"])
    aged(3, title="Older")
    make_draft(title="Secret")
    make_scheduled(title="Soon")
    page = read("/posts/one/")
    assert "The newest posts" in page.words
    assert "Related posts" not in page.words
    assert page.words.index("Newer") < page.words.index("Older")
    assert "Secret" not in page.words
    assert "Soon" not in page.words


def test_a_post_without_tags_shows_the_newest(read):
    make_post(slug="one")
    aged(2, slug="two")
    assert "/posts/two/" in read("/posts/one/").posts


def test_a_single_post_leads_nowhere_and_says_nothing(read):
    make_post(slug="one", tags=["a"])
    page = read("/posts/one/")
    assert page.posts == []
    for words in ("Related posts", "newest posts", "Part ", "Also in"):
        assert words not in page.words


def test_a_scheduled_post_is_related_once_it_appears(read):
    make_post(slug="one", tags=["a"])
    soon = make_scheduled(slug="soon", tags=["a"])
    assert read("/posts/one/").posts == []
    with time_machine.travel(soon.published_at + timedelta(seconds=1)):
        assert read("/posts/one/").posts == ["/posts/soon/"]


def test_the_parts_of_a_series_are_listed_with_the_open_one_marked(read, series):
    make_post(slug="one", title="The first", series=series, part=1)
    make_post(slug="two", title="The second", series=series, part=2)
    make_post(slug="three", title="The third", series=series, part=3)
    page = read("/posts/two/")
    assert page.words.count("Part 2 of 3: Letters to a shop") == 1
    assert "Three of them." in page.words
    assert page.all("b", **{"aria-current": "page"})
    assert [item["value"] for item in page.all("li") if "value" in item] == ["1", "2", "3"]
    assert "Previous: The first" in page.words
    assert "Next: The third" in page.words
    assert page.all("a", href="/posts/one/", rel="prev")
    assert page.all("a", href="/posts/three/", rel="next")
    assert "Previous" not in read("/posts/one/").words
    assert "Next:" not in read("/posts/three/").words


def test_a_part_says_which_language_its_title_is_in(client, series):
    make_post(series=series, part=1, slug="one")
    make_post(series=series, part=2, title="Auf Deutsch", language="de")
    page = client.get("/posts/one/").content.decode()
    assert '<li value="2" dir="auto" lang="de"><a' in page
    assert '<li value="1" dir="auto"><b' in page


@pytest.mark.parametrize("make", NOT_PUBLIC)
def test_a_part_that_is_not_public_is_not_listed(read, series, make):
    make_post(slug="one", series=series, part=1)
    make(title="Secret", series=series, part=2)
    make_post(slug="three", series=series, part=3)
    page = read("/posts/one/")
    assert "Secret" not in page.words
    assert page.all("a", href="/posts/three/", rel="next")
    assert "Part 3 of 3" in read("/posts/three/").words


def test_what_the_series_lists_is_not_related_too(read, series):
    make_post(slug="one", series=series, part=1, tags=["a"])
    make_post(slug="two", series=series, part=2, tags=["a"])
    aged(5, slug="other", tags=["a"])
    listed_and_next = ["/posts/two/", "/posts/two/"]
    assert read("/posts/one/").posts == [*listed_and_next, "/posts/other/"]


def test_parts_without_a_number_follow_by_date(read, series):
    aged(1, slug="late", series=series)
    aged(9, slug="early", series=series)
    aged(0.5, slug="numbered", series=series, part=1)
    page = read("/posts/early/")
    assert "Part 2 of 3" in page.words
    assert page.all("a", href="/posts/numbered/", rel="prev")
    assert page.all("a", href="/posts/late/", rel="next")


def test_a_series_of_one_published_part_is_not_shown_yet(read, series):
    make_post(slug="one", series=series, part=1)
    make_draft(series=series, part=2)
    assert "Letters to a shop" not in read("/posts/one/").words


def test_translations_are_named_in_their_own_language(read):
    original = make_post(slug="one", title="Offers")
    make_post(slug="angebote", title="Angebote", language="de", translation_of=original)
    make_post(slug="ofertas", language="pt-BR", translation_of=original)
    for make in NOT_PUBLIC:
        make(title="Secret", language="fr", translation_of=original)
    page = read("/posts/one/")
    link = page.all("a", href="/posts/angebote/", hreflang="de")[0]
    assert (link["lang"], link["title"]) == ("de", "Angebote")
    assert "Also in: Deutsch Português Brasileiro" in page.words
    assert "Secret" not in page.words
    german = read("/posts/angebote/")
    assert german.all("a", href="/posts/one/", hreflang="en", lang="en")
    assert german.all("a", href="/posts/ofertas/", hreflang="pt-BR")
    assert german.all("h1", lang="de")
    assert page.all("html", lang="en")


def test_a_language_nobody_knows_is_named_by_its_code():
    assert onward.name_of("xx-klingon") == "Xx-klingon"
    assert onward.name_of("de-at") == "Deutsch"


def test_an_authors_box_has_their_picture_and_leads_to_their_page(read):
    image = Image.objects.add(SimpleUploadedFile("ada.jpg", picture_bytes()), alt="Ada at a desk")
    ada = make_person(name="Ada Moor", slug="ada-moor", bio="Counts things.", picture=image)
    make_post(slug="one", authors=[ada])
    page = read("/posts/one/")
    assert page.all("img", alt="Ada at a desk", loading="lazy")
    assert len(page.all("a", href="/authors/ada-moor/")) == 2
    assert "Counts things." in page.words


def test_all_of_it_comes_in_one_order(read, series):
    ada = make_person(bio="Counts things.")
    original = make_post(title="Original", slug="one", series=series, tags=["a"], authors=[ada])
    make_post(title="Anderswo", series=series, tags=["a"], language="de", translation_of=original)
    aged(5, tags=["a"])
    words = read("/posts/one/").words.partition("A first sentence")[2]
    places = [
        words.index(part)
        for part in ("Letters to a shop", "Also in", "Counts things.", "Related posts")
    ]
    assert places == sorted(places)


def test_the_longest_words_and_many_tags_do_no_harm(read, series):
    tags = [f"tag {number}" for number in range(30)]
    for number in range(3):
        make_post(slug=f"post-{number}", title="x" * 200, series=series, tags=tags)
    assert read("/posts/post-0/").posts


@pytest.mark.sqlite
@pytest.mark.parametrize("index", ["tagging_newest_of_a_tag", "post_newest", "series_id"])
def test_the_query_looks_up_indexes_alone(django_assert_num_queries, index, series):
    post = make_post(tags=["a", "b"], series=series)
    with django_assert_num_queries(3) as asked:  # tags of the post, then the query
        onward._rows(Post.objects.get(pk=post.pk))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[-1]['sql']}")
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    assert index in plan
    scans = [line for line in plan.splitlines() if line.startswith("SCAN posts_")]
    assert all("INDEX post_newest" in line for line in scans), plan
