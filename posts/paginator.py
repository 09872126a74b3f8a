"""Listing pages whose cost does not grow with their number."""

from collections.abc import Callable, Sequence
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class KeptCountPaginator(Paginator):
    """
    Pages over a queryset of posts.

    The count comes from `counted`, which may remember it; what a page shows from `shown`, which
    gets the number of posts before it.
    """

    def __init__(
        self,
        queryset: QuerySet,
        per_page: int,
        *,
        counted: Callable[[], int],
        shown: Callable[[int], Sequence],
        **options,
    ):
        super().__init__(queryset, per_page, **options)
        self.counted, self.shown = counted, shown

    @cached_property
    def count(self):
        return self.counted()

    def page(self, number):
        number = self.validate_number(number)
        return Page(self.shown((number - 1) * self.per_page), number, self)
