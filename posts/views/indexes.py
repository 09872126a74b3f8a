"""The lists of what leads to posts."""

from django.conf import settings
from django.views.generic import ListView

from posts.models import Tag


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
