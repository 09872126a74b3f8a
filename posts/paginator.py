"""Listing pages whose cost does not grow with their number."""

from collections.abc import Callable
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class KeptCountPaginator(Paginator):
    """
    Pages over a queryset of posts.

    The count comes from `counted`, which may remember it; a page's rows are found by key alone
    before the posts are read, so a deep page skips index entries, not whole posts.
    """

    def __init__(
        self, queryset: QuerySet, per_page: int, *, counted: Callable[[], int], **options
    ):
        super().__init__(queryset, per_page, **options)
        self.counted = counted

    @cached_property
    def count(self):
        return self.counted()

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self.object_list.values("pk")[start : start + self.per_page]
        posts = self.object_list.model.objects.filter(pk__in=keys)
        return Page(posts.for_cards().newest_first(), number, self)
