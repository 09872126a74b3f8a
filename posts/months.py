"""The archive's months, as the site's time zone divides them."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Subquery
from django.urls import reverse
from django.utils import formats, timezone

from posts.models import Post
from posts.models.post_queryset import INDEXABLE, PUBLISHED
from posts.onward import aware

FIRST_YEAR, LAST_YEAR = 2, 9998
# Months a query: twenty years. One wrong date, centuries off, then costs one query more.
MONTHS_AT_ONCE = 240

# Each month is looked up in the index, which holds all that is asked.
COUNTS = f"""
WITH month (number, since, before) AS (VALUES {{months}})
SELECT number, (
    SELECT COUNT(*) FROM posts_post
    WHERE published_at >= since AND published_at < before AND {PUBLISHED}
) FROM month ORDER BY number
"""  # noqa: S608
# When the newest post came that search engines may list: mostly the first that is looked at.
NEWEST = f"""
WITH month (number, since, before) AS (VALUES {{months}})
SELECT number, (
    SELECT published_at FROM posts_post
    WHERE published_at >= since AND published_at < before AND {PUBLISHED} AND {INDEXABLE}
    ORDER BY published_at DESC, id DESC LIMIT 1
) FROM month ORDER BY number
"""  # noqa: S608


class Month(NamedTuple):
    """A month of the site's calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        local = timezone.localtime(moment)
        return cls(local.year, local.month)

    @property
    def exists(self) -> bool:
        """Whether a post can be of it; no other month has a start."""
        return 1 <= self.number <= 12 and FIRST_YEAR <= self.year <= LAST_YEAR

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=timezone.get_current_timezone())

    @property
    def end(self) -> datetime:
        """The first moment that is not of it any more."""
        return self.shifted(1).start

    @property
    def past(self) -> tuple[datetime, datetime]:
        """Its start, and the first moment after it that is not of it or not past."""
        return self.start, min(self.end, timezone.now() + timedelta(microseconds=1))

    def shifted(self, months: int) -> "Month":
        """The month so many later, or earlier."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    @property
    def year_name(self) -> str:
        return f"{self.year:04}"

    @property
    def name(self) -> str:
        """Such as "March 2026", in the site's language."""
        return formats.date_format(date(self.year, self.number, 1), "YEAR_MONTH_FORMAT")

    def around(self) -> "Around":
        """Its published posts, and the nearest months that have some, in one query."""
        published = Post.objects.published().newest_first().values("published_at")
        earlier = published.filter(published_at__lt=self.start)[:1]
        later = published.filter(published_at__gte=self.end).reverse()[:1]
        facts = Post.objects.between(*self.past).aggregate(
            count=Count("pk"), earlier=Max(Subquery(earlier)), later=Max(Subquery(later))
        )
        return Around(
            facts["count"],
            earlier=facts["earlier"] and Month.of(facts["earlier"]),
            later=facts["later"] and Month.of(facts["later"]),
        )

    def get_absolute_url(self) -> str:
        return reverse("posts:month", args=[self.year_name, f"{self.number:02}"])


class Around(NamedTuple):
    """How many posts a month has, and the months before and after it that have some."""

    posts: int
    earlier: Month | None
    later: Month | None


def counted(at: datetime) -> list[tuple[Month, int]]:
    """Each month that has published posts, with how many; the newest first."""
    return _told(COUNTS, at)


def listed(at: datetime) -> list[tuple[Month, datetime]]:
    """Each month that search engines may list, with when its newest such post came."""
    return [(month, aware(newest)) for month, newest in _told(NEWEST, at)]


def _told(sql: str, at: datetime) -> list[tuple[Month, Any]]:
    """What the query tells of each month, the newest first; of those alone that have it."""
    dates = Post.objects.published(at).newest_first().values_list("published_at", flat=True)
    found: list[tuple[Month, Any]] = []
    newest = dates.first()
    while newest:
        span = [Month.of(newest).shifted(-number) for number in range(MONTHS_AT_ONCE)]
        months = [month for month in span if month.exists]
        if not months:
            break
        found += [pair for pair in zip(months, _asked(sql, months, at), strict=True) if pair[1]]
        newest = dates.filter(published_at__lt=months[-1].start).first()
    return found


def _asked(sql: str, months: list[Month], at: datetime) -> list[Any]:
    """What the query tells of each of these months, which follow each other backwards."""
    adapt = connection.ops.adapt_datetimefield_value
    edges = [months[0].end, *(month.start for month in months)]
    params = {f"edge_{number}": adapt(edge) for number, edge in enumerate(edges)}
    values = ", ".join(
        f"({number}, %(edge_{number + 1})s, %(edge_{number})s)" for number in range(len(months))
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.format(months=values), params | {"now": adapt(at)})
        return [told for _, told in cursor.fetchall()]
