"""What all lists of posts share: 12 cards a page, at one address each."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import escape_leading_slashes
from django.views.generic import View

from cms import generation, same_page
from posts import cards, narrowing, paginator
from posts.models import Tag


class ListingView(View):
    """A page of some posts, which a view of its own chooses."""

    http_method_names = ["get", "head"]
    template_name = "posts/post_list.html"
    request: Any
    # What of the query chooses the posts, such as `tag=a&tag=b`.
    query = ""

    def page_of(
        self,
        posts: Callable[[], QuerySet],
        shown: Callable[[int], Sequence],
        tags: Sequence[Tag] | None = None,
        **context: Any,
    ) -> HttpResponse:
        """
        The page that `?page=` asks for; raises Http404 if there is none.

        `posts` are the keys of all of them, newest first; `shown` makes a page's cards from the
        number of posts before it. `tags`, if given, were chosen and can be narrowed down.
        """
        request, asked = self.request, self.request.GET.get("page") or 1
        if asked == "1":
            return HttpResponsePermanentRedirect(first_page(request))
        pages = paginator.KeptCountPaginator(
            cards.CARDS_A_PAGE, counted=lambda: self.count(posts), shown=shown
        )
        if not pages.count:
            self.when_empty()
        try:
            page = pages.page(pages.num_pages if asked == "last" else asked)
        except InvalidPage:
            raise Http404 from None
        here = f"page={page.number}" if page.number > 1 else ""
        query = "&".join(part for part in (self.query, here) if part)
        narrower = self.narrower(tags, posts)
        things = [page.number, pages.count, page.object_list, query, tags, narrower, context]
        whole = context | {
            "tags": tags,
            "looked_at": narrowing.LOOKED_AT,
            "narrower": narrower,
            "cards": page.object_list,
            "page_obj": page,
            "page_links": paginator.links(page, self.query),
            "first_address": paginator.first_address(self.query),
            "next_addresses": paginator.next_addresses(self.query),
            "canonical_url": settings.SITE_URL + request.path + (query and f"?{query}"),
        }
        return same_page.render(request, self.template_name, whole, things)

    def when_empty(self) -> None:
        """Raise Http404 where a listing without posts has no page."""

    def count(self, posts: Callable[[], QuerySet]) -> int:
        """How many posts these are; asked once a generation."""
        return self.remembered("count", lambda: posts().count())

    def narrower(
        self, tags: Sequence[Tag] | None, posts: Callable[[], QuerySet]
    ) -> list[narrowing.Way]:
        """How to narrow the posts down by one more tag; asked once a generation."""
        if tags is None:
            return []
        count = self.count(posts)
        return self.remembered("narrower", lambda: narrowing.narrower(tags, posts(), count))

    def marks(self) -> paginator.Marks:
        """Where deep pages of this listing begin, as far as they were asked for."""
        return self.remembered("marks", paginator.Marks)

    def remembered(self, what: str, make: Callable[[], Any]) -> Any:
        name = f"{what} {self.request.path}?{self.query}"
        return generation.remember(self.request.standing, name, make)


def first_page(request) -> str:
    """The listing's one address for its first page, with the rest of the query."""
    query = request.GET.copy()
    del query["page"]
    path = escape_leading_slashes(request.path)
    return f"{path}?{query.urlencode()}" if query else path
