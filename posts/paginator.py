"""Listing pages whose cost does not grow with their number."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import pairwise

from django.core.paginator import Page, PageNotAnInteger, Paginator
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe


class KeptCountPaginator(Paginator):
    """
    Pages of which neither the count nor the rows come from a queryset.

    The count comes from `counted`, which may remember it; what a page shows from `shown`, which
    gets the number of posts before it.
    """

    def __init__(
        self, per_page: int, *, counted: Callable[[], int], shown: Callable[[int], Sequence]
    ):
        super().__init__([], per_page)
        self.counted, self.shown = counted, shown

    @cached_property
    def count(self):
        return self.counted()

    def validate_number(self, number):
        """Each page has one address: neither `02` nor the digits of another script are 2."""
        checked = super().validate_number(number)
        if str(number) != str(checked):
            raise PageNotAnInteger(number)
        return checked

    def page(self, number):
        number = self.validate_number(number)
        return Page(self.shown((number - 1) * self.per_page), number, self)


class Marks:
    """
    Where a long listing's deep pages begin, as far as they were asked for.

    A mark says how many posts are newer than a date: a page after it need not skip those one by
    one. It holds for one generation, in which no post comes or goes.
    """

    # Fewer apart are not worth keeping: to skip so many takes a tenth of a page's time.
    APART = 500

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.dates: list[datetime] = []

    def before(self, start: int) -> tuple[int, datetime | None]:
        """The last mark up to `start`: how many posts are newer, and the date; else 0 and None."""
        place = bisect_right(self.starts, start)
        return (self.starts[place - 1], self.dates[place - 1]) if place else (0, None)

    def keep(self, start: int, dates: Sequence[datetime]) -> None:
        """Take a mark from a page's dates, which `start` posts precede; posts may share a date."""
        for number, (earlier, date) in enumerate(pairwise(dates), start + 1):
            if date != earlier:
                if number - self.before(number)[0] >= self.APART:
                    place = bisect_right(self.starts, number)
                    self.starts.insert(place, number)
                    self.dates.insert(place, date)
                return


def first_address(query: str = "") -> str:
    """The first page's address beside the other pages, such as `./` or `?tag=a&tag=b`."""
    return f"?{query}" if query else "./"


def next_addresses(query: str = "") -> str:
    """What all other pages' addresses begin with; their number follows."""
    return f"?{query}&page=" if query else "?page="


def links(page: Page, query: str = "") -> SafeString:
    """
    The way to the other pages, nothing if there is none: kept by all that it depends on.

    `query` is the rest of the listing's query, as a combination of tags has one.
    """
    if not page.has_other_pages():
        return SafeString("")
    paginator = page.paginator
    language = translation.get_language()
    return _links(page.number, paginator.count, paginator.per_page, query, language)


@lru_cache(maxsize=500)
def _links(number: int, count: int, per_page: int, query: str, language: str | None) -> SafeString:
    page = Paginator(range(count), per_page).page(number)
    elided = page.paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    shown = {
        "page_obj": page,
        "page_range": elided,
        "first_address": first_address(query),
        "next_addresses": next_addresses(query),
    }
    return mark_safe(get_template("posts/_pagination.html").render(shown))
