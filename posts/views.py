"""Readers' pages: they choose posts and show them."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, View

from cms import generation
from cms import theme as site_theme
from cms.views import gone
from posts import cards, metadata, prepared
from posts.models import Page, Post, Redirect, Tag
from posts.paginator import KeptCountPaginator, links


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


class PostDetailView(View):
    """An article; what was unpublished answers 410, an old slug redirects."""

    http_method_names = ["get", "head"]

    def get(self, request, slug):
        post = prepared.post_at(slug)
        if post and post.is_published:
            context = {
                "post": post,
                "canonical_url": post.canonical_url or post.absolute_url,
                "json_ld": metadata.blog_posting(post, request.site),
            }
            return render(request, "posts/post_detail.html", context)
        if post and post.is_unpublished:
            return gone(request)
        return redirected(request)


class PageView(DetailView):
    """A standing text of the site."""

    http_method_names = ["get", "head"]
    context_object_name = "page"
    template_name = "posts/page_detail.html"

    def get(self, request, *args, **kwargs):
        page = Page.objects.filter(slug=kwargs["slug"]).first()
        if page is None:
            return redirected(request)
        self.object = page
        return self.render_to_response(
            self.get_context_data(canonical_url=settings.SITE_URL + page.get_absolute_url())
        )


@require_safe
def to_list(request):
    """`/posts/` alone is the listing, which is at the root."""
    return HttpResponsePermanentRedirect(reverse("posts:list"))


@require_safe
def theme(request, digest):
    """The site's colours, at an address that changes with them."""
    css = site_theme.style_sheet(request.site.accent)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if digest == site_theme.digest(request.site.accent):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def redirected(request, path: str | None = None) -> HttpResponse:
    """Send the reader of an address that moved to the new one; raises Http404 if there is none."""
    path = path or request.path
    if "\0" in path or len(path) > 500:
        raise Http404
    target = Redirect.objects.target(path)
    if target in {None, request.path} or leads_to_a_secret(target):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        f"{target}?{query}" if query and "?" not in target else target
    )


def leads_to_a_secret(target: str) -> bool:
    """Whether a redirect would tell the address of a post that is not public yet."""
    path = urlsplit(target.removeprefix(settings.SITE_URL)).path
    try:
        match = resolve(path if path.endswith("/") else path + "/")
    except Resolver404:
        return False
    if match.view_name != "posts:detail":
        return False
    post = Post.objects.filter(slug=match.kwargs["slug"]).only("published_at").first()
    return post is None or post.is_draft or post.is_scheduled


@require_safe
def elsewhere(request, address):
    """Any other address: one redirect to where it moved or to itself with a slash, else 404."""
    path = request.path
    if path.endswith("/"):
        return redirected(request)
    try:
        return redirected(request)
    except Http404:
        return with_slash(request, path + "/")


def with_slash(request, path: str) -> HttpResponse:
    """A redirect to the address with a slash if that is a page, else what it answers."""
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404 from None
    if match.view_name == "posts:elsewhere":
        return redirected(request, path)
    if match.view_name == "media" or match.app_names == ["admin"]:
        if match.app_names == ["admin"]:
            return HttpResponsePermanentRedirect(escape_leading_slashes(path))
        raise Http404
    request.path = request.path_info = path
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != 200:
        return response
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        escape_leading_slashes(f"{path}?{query}" if query else path)
    )
