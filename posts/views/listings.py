"""Lists of posts, 12 a page, and the lists of what leads to them."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.http import escape_leading_slashes
from django.views.generic import ListView, View

from cms import generation
from posts import cards, prepared
from posts.models import Post, Tag
from posts.paginator import KeptCountPaginator, links
from posts.views.elsewhere import redirected


class PostListView(View):
    """The newest posts, 12 a page."""

    http_method_names = ["get", "head"]

    def get(self, request):
        return self.page_of(Post.objects.published, cards.newest)

    def page_of(self, posts, shown, tag=None):
        """The page that `?page=` asks for; raises Http404 if there is none."""
        request, asked = self.request, self.request.GET.get("page") or 1
        if asked == "1":
            return HttpResponsePermanentRedirect(first_page(request))
        paginator = KeptCountPaginator(
            cards.CARDS_A_PAGE,
            counted=lambda: generation.remember(
                request.standing, f"count {request.path}", lambda: posts().count()
            ),
            shown=shown,
        )
        if tag and not paginator.count and not tag.was_ever_public():
            raise Http404
        try:
            page = paginator.page(paginator.num_pages if asked == "last" else asked)
        except InvalidPage:
            raise Http404 from None
        query = f"?{urlencode({'page': page.number})}" if page.number > 1 else ""
        context = {
            "tag": tag,
            "cards": page.object_list,
            "page_obj": page,
            "page_links": links(page),
            "canonical_url": settings.SITE_URL + request.path + query,
        }
        return render(request, "posts/post_list.html", context)


def first_page(request) -> str:
    """The listing's one address for its first page, with the rest of the query."""
    query = request.GET.copy()
    del query["page"]
    path = escape_leading_slashes(request.path)
    return f"{path}?{query.urlencode()}" if query else path


class TagView(PostListView):
    """A tag's newest posts."""

    def get(self, request, slug):
        tag = prepared.tag_at(slug)
        if tag is None:
            return redirected(request)
        return self.page_of(
            lambda: Post.objects.tagged(tag), lambda start: cards.tagged(tag, start), tag
        )


class TagIndexView(ListView):
    """Every tag that has a published post, with how many."""

    http_method_names = ["get", "head"]
    template_name = "posts/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self):
        return Tag.objects.with_counts()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            canonical_url=settings.SITE_URL + self.request.path, **kwargs
        )
