"""What a page may ask of the database, whatever the number of posts, and why."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import generation
from cms.models import SiteSettings
from posts.models import Authorship, Image, Person, Post, Tag, Tagging
from tests.factories import make_person, make_post, picture_bytes

pytestmark = pytest.mark.django_db

# Every page reads the generation's row, past the cursor that counts queries here. The settings and
# menus are remembered under it, and so is what the two dates at which it changes by itself are.
GENERATION = 0


def fill(count: int) -> None:
    people = [make_person(), make_person()]
    for number in range(count):
        image = Image.objects.add(
            SimpleUploadedFile(f"{number}.jpg", picture_bytes(64 + number, 36))
        )
        make_post(
            slug=f"post-{number}",
            published_at=timezone.now() - timedelta(hours=number + 1),
            tags=["first", f"tag {number}"],
            authors=people,
            hero_image=image,
        )


@pytest.mark.parametrize("posts", [3, 30])
@pytest.mark.parametrize(
    ("address", "most"),
    [
        # the post with hero and series; its tags; its authors; where it leads on to
        ("/posts/post-0/", GENERATION + 4),
        # count and most used tags, remembered after the first reader; 12 posts with heroes; tags
        ("/", GENERATION + 4),
        # the tag; count and ways to narrow it down, remembered; 12 posts with heroes; their tags
        ("/tags/first/", GENERATION + 5),
        # both tags; count and ways, remembered as they are; 12 posts with heroes; their tags
        ("/?tag=first&tag=tag-0", GENERATION + 5),
        # 20 posts with heroes; their tags; their authors
        ("/feed.xml", GENERATION + 3),
        # the tags with their counts
        ("/tags/", GENERATION + 1),
        # once a generation: blocks of posts; the newest; pages; tags; authors; months: the newest
        # post, each month's, whether there are earlier posts
        ("/sitemap.xml", GENERATION + 8),
    ],
)
def test_a_page_keeps_to_its_queries(client, django_assert_max_num_queries, posts, address, most):
    fill(posts)
    client.get("/nowhere/")  # the first reader after a change: settings, menus, dates
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_counts_and_ways_are_asked_once_a_generation(client, django_assert_num_queries):
    fill(3)
    client.get("/")
    with django_assert_num_queries(GENERATION + 2):
        client.get("/")
    client.get("/?tag=first&tag=tag-0")
    with django_assert_num_queries(GENERATION + 2):
        client.get("/?tag=first&tag=tag-0")
    for address in ("/tags/", "/authors/"):
        client.get(address)
        with django_assert_num_queries(GENERATION):
            client.get(address)


def test_the_first_reader_after_a_change_pays_for_settings_menus_and_dates(
    client, django_assert_num_queries
):
    fill(1)
    SiteSettings.objects.create(pk=1)
    generation.forget()
    with django_assert_num_queries(GENERATION + 4 + 2 + 4):
        # four dates; settings and menus; then the listing's own
        client.get("/")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("posts", "index"),
    [
        (lambda: Post.objects.published().newest_first().values("pk"), "post_newest"),
        (lambda: Tagging.objects.posts_of(Tag(pk=1)), "tagging_newest_of_a_tag"),
        (
            lambda: Tagging.objects.posts_of(Tag(pk=1), also=[Tag(pk=7)]),
            "tagging_newest_of_a_tag",
        ),
        (lambda: Authorship.objects.posts_of(Person(pk=1)), "authorship_newest_of_a_person"),
    ],
)
def test_a_deep_page_skips_index_entries_alone(posts, index):
    make_post(tags=["first"])
    plan = posts()[1000:1012].explain()
    assert f"COVERING INDEX {index}" in plan
    assert "B-TREE" not in plan
    assert plan.count("posts_post") == (index == "post_newest")


@pytest.mark.sqlite
def test_llms_txt_takes_the_newest_posts_from_their_index(client):
    make_post()
    with CaptureQueriesContext(connection) as asked:
        client.get("/llms.txt")
    (sql,) = [query["sql"] for query in asked if "standfirst" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = str(cursor.fetchall())
    assert "INDEX post_newest" in plan
    assert "B-TREE" not in plan


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("address", "index"),
    [
        ("/tags/first/feed.xml", "tagging_newest_of_a_tag"),
        ("/authors/ada/feed.json", "authorship_newest_of_a_person"),
    ],
)
def test_a_feed_takes_its_20_keys_from_an_index(client, address, index):
    make_post(tags=["first"], authors=[make_person(slug="ada")])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    (sql,) = [query["sql"] for query in asked if "body_html" in query["sql"]]
    assert "LIMIT 20)" in sql  # of the keys, before they are joined to posts
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        assert f"COVERING INDEX {index}" in str(cursor.fetchall())
