from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from posts.admin import tag_changes
from posts.admin.tag_names import suggestions
from posts.forms import TagForm
from posts.models import Tag, TagChange, Tagging
from posts.models.tag_change import facts


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [
            ("none", _("On no post")),
            ("hidden", _("On no public post")),
            ("undescribed", _("Without a description")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.exclude(Exists(Tagging.objects.filter(tag=OuterRef("pk"))))
        if self.value() == "hidden":
            return queryset.filter(public_uses=0)
        return queryset.filter(description="") if self.value() == "undescribed" else queryset


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    position = 3
    purpose = _("What posts are about; each has a page.")
    list_display = ["title", "public_posts", "all_posts", "slug"]
    list_filter = [UseFilter]
    search_fields = ["name", "description", "former_names__name"]
    show_full_result_count = False
    ordering = ["name"]
    actions = [tag_changes.merge_chosen]
    delete_confirmation_template = "admin/posts/tag/delete.html"
    delete_selected_confirmation_template = "admin/posts/tag/delete_selected.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    @admin.display(description=_("Tag"), ordering="name")
    def title(self, tag):
        return format_html("{}<small>{}</small>", tag.name, self.description_of(tag))

    @staticmethod
    def description_of(tag: Tag) -> str:
        return Truncator(tag.description).words(20) or gettext("No description")

    @admin.display(description=_("Readers see"), ordering="public_uses")
    def public_posts(self, tag):
        words = ngettext("%(count)d public", "%(count)d public", tag.public_uses)
        return words % {"count": tag.public_uses}

    @admin.display(description=_("In all"), ordering="uses")
    def all_posts(self, tag):
        posts = reverse("admin:posts_post_changelist")
        return format_html(
            '<a href="{}?taggings__tag={}">{}</a>', posts, tag.pk, in_posts(tag.uses)
        )

    def get_urls(self):
        suggest = self.admin_site.admin_view(self.suggest)
        return [
            path("suggestions/", suggest, name="posts_tag_suggestions"),
            *tag_changes.urls(self),
            *super().get_urls(),
        ]

    def suggest(self, request):
        """Tags that hold what was typed, and words about them: see `suggestions`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse(suggestions(request.GET.get("q", "").replace("\0", "")[:100]))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj:
            context["uses"] = obj.taggings.count()
            context["former_names"] = list(obj.former_names.values_list("name", flat=True))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Save; another name or address can be undone for a month."""
        before = facts(Tag.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        if before and (renamed := TagChange.objects.renamed(before, obj, request.user)):
            tag_changes.told(self, request, renamed)

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Only how many posts lose them: naming each would take long."""
        names = [str(tag) for tag in objs]
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return names, {}, needed, []

    def delete_view(self, request, object_id, extra_context=None):
        rows = Tag.objects.filter(pk=object_id) if str(object_id).isdecimal() else []
        return super().delete_view(request, object_id, {"tags": self.losing(rows)})

    def losing(self, tags) -> list[dict]:
        """Each tag with how many posts lose it."""
        return [{"name": tag.name, "words": in_posts(tag.taggings.count())} for tag in tags]

    @transaction.atomic
    def delete_model(self, request, obj):
        self.delete_several(request, [obj])

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        self.delete_several(request, list(queryset))

    def delete_several(self, request, tags) -> None:
        change = TagChange.objects.delete_tags(tags, request.user)
        tag_changes.told(self, request, change)


def in_posts(count: int) -> str:
    return ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}
