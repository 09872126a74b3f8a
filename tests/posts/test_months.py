"""The archive by month: in the site's time zone, with its edges, and nothing unpublished."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.models import SiteSettings
from posts.models import Post
from posts.months import Month
from tests.factories import make_draft, make_post, make_scheduled, make_unpublished
from tests.posts.reading import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    return reading(client)


@pytest.fixture
def site():
    return SiteSettings.objects.create(pk=1, name="The Review")


def at(*parts, zone="UTC"):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def test_the_archive_counts_each_month_the_newest_first(read, site):
    for day in (1, 31):
        make_post(published_at=at(2026, 3, day))
    make_post(published_at=at(2026, 3, 5), unpublish_at=at(2026, 3, 6))
    make_post(published_at=at(2025, 12, 5))
    make_post(published_at=at(2026, 1, 5))
    page = read("/archive/")
    months = [link["href"] for link in page.all("a") if link["href"].startswith("/archive/2")]
    assert months == ["/archive/2026/03/", "/archive/2026/01/", "/archive/2025/12/"]
    assert "2026 March 2 posts January 1 post 2025 December 1 post" in page.words
    assert [heading["id"] for heading in page.all("h2")] == ["2026", "2025"]


def test_a_month_shows_its_published_posts_newest_first(read, site):
    old = make_post(published_at=at(2026, 3, 1))
    new = make_post(published_at=at(2026, 3, 31, 23, 59, 59))
    make_post(published_at=at(2026, 4, 1))
    make_post(published_at=at(2026, 2, 28, 23, 59, 59))
    make_post(published_at=at(2026, 3, 5), unpublish_at=at(2026, 3, 6))
    page = read("/archive/2026/03/")
    assert page.posts == [new.get_absolute_url(), old.get_absolute_url()]
    assert "2 posts" in page.words
    assert len(page.all("h1")) == 1
    assert page.link("canonical")[0].endswith("/archive/2026/03/")


def test_a_month_leads_to_the_nearest_ones_that_have_posts(read, site):
    for month in (2, 5, 9):
        make_post(published_at=at(2025, month, 10))
    make_post(published_at=at(2025, 7, 10), unpublish_at=at(2025, 7, 11))
    make_draft()
    first, middle, last = (read(f"/archive/2025/{month}/") for month in ("02", "05", "09"))
    assert middle.all("a", href="/archive/2025/02/")
    assert middle.all("a", href="/archive/2025/09/")
    assert "Earlier: February 2025" in middle.words
    assert "Later: September 2025" in middle.words
    assert "Earlier" not in first.words
    assert "Later" not in last.words


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
def test_the_sites_time_zone_says_which_month_it_is(read, site, zone):
    SiteSettings.objects.update(time_zone=zone)
    edge = at(2025, 6, 1, zone=zone)
    may, june = (
        make_post(published_at=edge - timedelta(microseconds=1)),
        make_post(published_at=edge),
    )
    assert read("/archive/2025/05/").posts == [may.get_absolute_url()]
    assert read("/archive/2025/06/").posts == [june.get_absolute_url()]
    assert "2025 June 1 post May 1 post" in read("/archive/").words


@pytest.mark.parametrize(
    ("zone", "year", "month"),
    [
        ("Europe/Berlin", 2026, 3),  # the clock changes within
        ("America/Asuncion", 2017, 10),  # the month begins at one: midnight was left out
        ("America/Havana", 2009, 11),  # its first hour came twice
        ("Pacific/Kiritimati", 1995, 1),  # the day before was left out
        ("Africa/Monrovia", 1972, 1),  # 44 minutes and 30 seconds
    ],
)
def test_months_meet_without_gap_where_the_clock_changes(zone, year, month):
    with timezone.override(zone):
        start = Month(year, month).start.astimezone(UTC)
        assert Month.of(start) == Month(year, month)
        assert Month.of(start - timedelta(microseconds=1)) == Month(year, month).shifted(-1)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_each_moment_is_within_its_month(zone, moment):
    with timezone.override(zone):
        month = Month.of(moment)
        assert month.start.astimezone(UTC) <= moment < month.end.astimezone(UTC)


@pytest.mark.parametrize(
    "address",
    [
        "/archive/2025/04/",  # no post
        "/archive/2999/01/",
        "/archive/2026/13/",
        "/archive/2026/00/",
        "/archive/0000/01/",
        "/archive/0001/01/",
        "/archive/9999/12/",
        "/archive/2026/3/",
        "/archive/٢٠٢٦/03/",
        "/archive/2024/",
        "/archive/0000/",
        "/archive/2026/03/?page=2",
        "/archive/2026/03/?page=x",
    ],
)
def test_a_month_without_posts_has_no_page(read, site, address):
    make_post(published_at=at(2026, 3, 1))
    assert read(address, 404).all("a", href="/")


@pytest.mark.parametrize("make", [make_draft, make_scheduled, make_unpublished])
def test_nothing_unpublished_opens_a_month(read, site, make):
    with time_machine.travel(at(2026, 3, 15), tick=False):
        make()
        read("/archive/2026/03/", 404)
        assert "Nothing is published here yet" in read("/archive/").words
        read("/archive/2026/", 404)


def test_the_running_month_shows_what_is_published_so_far(read, site):
    with time_machine.travel(at(2026, 3, 15), tick=False):
        now = make_post(published_at=at(2026, 3, 15))
        make_post(published_at=at(2026, 3, 15, 0, 0, 1))
        make_post(published_at=at(2026, 3, 20))
        page = read("/archive/2026/03/")
        assert page.posts == [now.get_absolute_url()]
        assert "1 post" in page.words
        assert "2026 March 1 post" in read("/archive/").words


def test_a_month_appears_when_its_first_post_does(read, site):
    with time_machine.travel(at(2026, 3, 15), tick=False) as clock:
        make_post(published_at=at(2026, 3, 20))
        read("/archive/2026/03/", 404)
        clock.move_to(at(2026, 3, 20, 0, 0, 1))
        assert len(read("/archive/2026/03/").posts) == 1
        assert "2026 March 1 post" in read("/archive/").words


def test_a_year_leads_to_its_place_in_the_archive(client):
    make_post(published_at=at(2026, 3, 1))
    assert client.get("/archive/2026/")["Location"] == "/archive/#2026"


def test_a_month_has_pages(read, site):
    for number in range(13):
        make_post(published_at=at(2026, 3, 1 + number))
    page = read("/archive/2026/03/?page=2")
    assert len(page.posts) == 1
    assert page.link("prev") == ["./"]
    assert page.link("canonical")[0].endswith("/archive/2026/03/?page=2")
    assert "March 2026" in page.words


def test_one_wrong_date_costs_the_archive_two_queries_more(
    read, site, django_assert_max_num_queries
):
    make_post(published_at=at(2026, 3, 1))
    make_post(published_at=at(2026, 2, 1))
    Post.objects.filter(published_at=at(2026, 2, 1)).update(published_at=at(1066, 10, 14))
    read("/nowhere/", 404)
    with django_assert_max_num_queries(5):
        page = read("/archive/")
    assert page.all("a", href="/archive/1066/10/")
    assert len(read("/archive/1066/10/").posts) == 1


def test_every_page_leads_to_the_archive(read):
    assert read("/").all("a", href="/archive/")
