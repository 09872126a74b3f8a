import re

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from posts import markup
from posts.addresses import SiteAddresses
from posts.admin.versioned import VersionedAdmin
from posts.admin.words import moment
from posts.form_fields import BodyField
from posts.forms import VersionedForm
from posts.models import Snippet
from posts.models.snippet import LONGEST, Place, names_in

NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:", re.MULTILINE)


class SnippetForm(VersionedForm):
    """A piece of text for many others, and what they call it by."""

    slug_from = "name"
    body = BodyField(label=_("Text"))

    class Meta:
        model = Snippet
        fields = ["name", "body", "slug"]

    def stored_version(self) -> str:
        return self.instance.updated_at.isoformat() if self.instance.pk else ""

    def is_taken(self, slug: str) -> bool:
        return self.instance.is_taken(slug)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = Snippet.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if same:
            raise ValidationError(
                _("There is a snippet “%(name)s” already."),
                code="taken",
                params={"name": same.name},
            )
        return name

    def clean_body(self):
        body = self.cleaned_data["body"]
        if len(body) > LONGEST:
            raise ValidationError(
                _("A snippet has 20,000 characters at most: make a page of it, and link to that."),
                code="too_long",
            )
        if names_in(body):
            raise ValidationError(
                _("A snippet can't show another one: write its text here, or use both in a row."),
                code="nested",
            )
        if NOTE.search(body):
            raise ValidationError(
                _("A snippet can't have footnotes: their numbers belong to the text round it."),
                code="notes",
            )
        return body


class SnippetList(ChangeList):
    """The list's snippets with the places that show them: one look at the texts for all."""

    def get_results(self, request):
        super().get_results(request)
        places = Place.of_all()
        for snippet in self.result_list:
            snippet.places = places.get(snippet.pk, {})


@admin.register(Snippet)
class SnippetAdmin(VersionedAdmin):
    form = SnippetForm
    position = 3.7
    purpose = _("Pieces of text kept once and shown in many posts.")
    change_form_template = "admin/posts/snippet/change_form.html"
    list_display = ["title", "line", "used", "updated"]
    search_fields = ["name", "slug", "body"]
    show_full_result_count = False
    ordering = ["name"]
    fieldsets = [(None, {"fields": ["name", "body", "slug"]})]
    SUGGESTIONS = 50
    MOST_WARNINGS = 5

    def get_changelist(self, request, **kwargs):
        return SnippetList

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            context |= {"places": shown(obj.users()), "line": Snippet.objects.get(pk=obj.pk).line}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if form.edited or not change:
            super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_saved(request, obj)

    def response_change(self, request, obj):
        return self.response_saved(request, obj)

    def response_saved(self, request, snippet):
        """Say what of it can't be shown, and how many texts follow; stay with the snippet."""
        rendered = markup.render(snippet.body, SiteAddresses(snippet.body))
        for warning in rendered.warnings[: self.MOST_WARNINGS]:
            self.message_user(request, warning, messages.WARNING)
        count = len(snippet.users())
        follow = ngettext(
            "Saved. %(count)d text shows it, and follows in a moment.",
            "Saved. %(count)d texts show it, and follow in a moment.",
            count,
        )
        words = follow % {"count": count} if count else gettext("Saved. No text shows it yet.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:posts_snippet_change", args=[snippet.pk]))

    def get_deleted_objects(self, objs, request):
        """A snippet that texts show is protected: they are named."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        deleted = [entry for entry in deleted if not isinstance(entry, list)]
        counts = {Snippet._meta.verbose_name_plural: len(objs)}
        places = Place.of_all()
        used = [
            format_html('{}: <a href="{}">{}</a>', kind, address, title)
            for snippet in objs
            for kind, title, address in shown(places.get(snippet.pk, ()))
        ]
        return deleted, counts, lacking, used or protected

    @admin.display(description=_("Snippet"), ordering="name")
    def title(self, snippet):
        return format_html("{}<small>{}</small>", snippet.name, Truncator(snippet.body).words(20))

    @admin.display(description=_("In a text"), ordering="slug")
    def line(self, snippet):
        return format_html("<code>{}</code>", snippet.line)

    @admin.display(description=_("Used in"))
    def used(self, snippet):
        count = len(snippet.places)
        return ngettext("%(count)d text", "%(count)d texts", count) % {"count": count}

    @admin.display(description=_("Edited"), ordering="updated_at")
    def updated(self, snippet):
        return moment(snippet.updated_at)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("suggestions/", view(self.suggest), name="posts_snippet_suggestions"),
            path("<int:pk>/preview/", view(self.preview), name="posts_snippet_preview"),
            *super().get_urls(),
        ]

    def suggest(self, request):
        """Snippets whose name or text has what was typed, with the line that shows each."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Snippet.objects.all()
        for word in request.GET.get("q", "").replace("\0", " ")[:200].split()[:8]:
            found = found.filter(
                Q(name__icontains=word) | Q(slug__icontains=word) | Q(body__icontains=word)
            )
        return JsonResponse(
            {
                "snippets": [
                    {
                        "name": snippet.name,
                        "line": snippet.line,
                        "words": Truncator(" ".join(snippet.body.split())).chars(80),
                    }
                    for snippet in found[: self.SUGGESTIONS]
                ]
            }
        )

    def preview(self, request, pk):
        """The snippet as readers see it in a text."""
        snippet = get_object_or_404(Snippet, pk=pk)
        if not self.has_view_permission(request, snippet):
            raise PermissionDenied
        html = markup.render(snippet.body, SiteAddresses(snippet.body)).html
        context = {"snippet": snippet, "html": html}
        response = TemplateResponse(request, "admin/posts/snippet/preview.html", context)
        response["X-Robots-Tag"] = "noindex"
        return response


def shown(places) -> list[tuple[str, str, str]]:
    """Places as (kind, title, address in the admin)."""
    return [
        (
            capfirst(str(place.model._meta.verbose_name)),
            place.title or gettext("Untitled"),
            reverse(f"admin:posts_{place.model._meta.model_name}_change", args=[place.pk]),
        )
        for place in places
    ]
