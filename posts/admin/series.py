from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.admin.words import state_of
from posts.forms import SeriesForm
from posts.models import Post, Series
from posts.models.series import in_order


class SeriesList(ChangeList):
    """The list's series with the titles of their posts, in two queries."""

    def get_queryset(self, request, exclude_parameters=None):
        parts = in_order(Post.objects.kept().only("title", "part", "series"))
        found = super().get_queryset(request, exclude_parameters)
        return found.prefetch_related(Prefetch("posts", parts, to_attr="listed"))


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    form = SeriesForm
    position = 3.5
    purpose = _("Posts that are read in order, and what is said of them.")
    list_display = ["title", "post_count", "order"]
    search_fields = ["name", "description"]
    show_full_result_count = False
    ordering = ["name"]
    fields = ["name", "description", "all_parts"]
    readonly_fields = ["all_parts"]
    A_FEW = 4
    MOST = 500

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(written=Count("posts", filter=Q(posts__trashed_at=None)))
        )

    def get_changelist(self, request, **kwargs):
        return SeriesList

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["name", "description"]

    @admin.display(description=_("Series"), ordering="name")
    def title(self, series):
        about = Truncator(series.description).words(20)
        return format_html("{}<small>{}</small>", series.name, about)

    @admin.display(description=_("Posts"), ordering="written")
    def post_count(self, series):
        return ngettext("%(count)d post", "%(count)d posts", series.written) % {
            "count": series.written
        }

    @admin.display(description=_("Order"))
    def order(self, series):
        first = [numbered(post) for post in series.listed[: self.A_FEW]]
        return " · ".join([*first, "…"] if len(series.listed) > self.A_FEW else first)

    @admin.display(description=_("Parts in order"))
    def all_parts(self, series):
        """Its posts as readers get them in order, each with where it stands."""
        light = ("title", "part", "published_at", "unpublish_at", "updated_at")
        posts = list(series.parts.only(*light)[: self.MOST])
        if not posts:
            return _("None yet: a post's form has a place for its series, under Settings.")
        rows = (
            (
                reverse("admin:posts_post_change", args=[post.pk]),
                numbered(post),
                state_of(post).html,
            )
            for post in posts
        )
        return format_html(
            '<ul class="{}">{}</ul>',
            "parts",
            format_html_join("", '<li><a href="{}">{}</a> {}</li>', rows),
        )


def numbered(post: Post) -> str:
    """A post's title after its number in the series, if it has one."""
    return f"{post.part}. {post.title}" if post.part else post.title
