from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.forms import TagForm
from posts.models import Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    position = 3
    purpose = _("What posts are about; each has a page.")
    list_display = ["title", "posts", "slug"]
    search_fields = ["name", "description"]
    show_full_result_count = False
    ordering = ["name"]
    SUGGESTIONS = 8

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("taggings"))

    @admin.display(description=_("Tag"), ordering="name")
    def title(self, tag):
        return format_html("{}<small>{}</small>", tag.name, Truncator(tag.description).words(20))

    @admin.display(description=_("Used in"), ordering="uses")
    def posts(self, tag):
        return ngettext("%(count)d post", "%(count)d posts", tag.uses) % {"count": tag.uses}

    def get_urls(self):
        suggest = self.admin_site.admin_view(self.suggest)
        return [path("suggestions/", suggest, name="posts_tag_suggestions"), *super().get_urls()]

    def suggest(self, request):
        """Names of tags that hold what was typed, the most used first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.GET.get("q", "").replace("\0", "")[:100].strip()
        tags = Tag.objects.annotate(uses=Count("taggings")).order_by("-uses", "name")
        if typed:
            tags = tags.filter(name__icontains=typed)
        names = tags.values_list("name", flat=True)[: self.SUGGESTIONS]
        return JsonResponse({"tags": list(names)})
