"""One text on a page: an article, or a standing text of the site."""

from django.conf import settings
from django.shortcuts import render
from django.views.generic import DetailView, View

from cms.views import gone
from posts import onward, prepared
from posts.models import Page
from posts.views.elsewhere import redirected


class PostDetailView(View):
    """An article; what was unpublished answers 410, an old slug redirects."""

    http_method_names = ["get", "head"]

    def get(self, request, slug):
        post = prepared.post_at(slug)
        if post and post.is_published:
            context = {
                "post": post,
                "onward": onward.from_post(post, request.site.language),
                "canonical_url": post.canonical_url or post.absolute_url,
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
