"""The lists of what leads to posts: tags, authors, months."""

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.generic import ListView, View

from cms import generation
from posts import months
from posts.models import Person, Tag


class TagIndexView(ListView):
    """Every tag that has a published post, with how many; counted once a generation."""

    http_method_names = ["get", "head"]
    template_name = "posts/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self):
        return generation.remember(
            self.request.standing, "tags with counts", lambda: list(Tag.objects.with_counts())
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            canonical_url=settings.SITE_URL + self.request.path, **kwargs
        )


class AuthorIndexView(ListView):
    """Everybody who has a published post, with how many; counted once a generation."""

    http_method_names = ["get", "head"]
    template_name = "posts/person_list.html"
    context_object_name = "people"

    def get_queryset(self):
        return generation.remember(
            self.request.standing,
            "authors with counts",
            lambda: list(Person.objects.with_counts()),
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            canonical_url=settings.SITE_URL + self.request.path, **kwargs
        )


class ArchiveView(View):
    """Every month that has published posts, by year, with how many."""

    http_method_names = ["get", "head"]

    def get(self, request):
        name = f"archive {translation.get_language()}"
        context = {
            "years": generation.remember(request.standing, name, lambda: years(request)),
            "canonical_url": settings.SITE_URL + request.path,
        }
        return render(request, "posts/post_archive.html", context)


def years(request) -> SafeString:
    """The lists of months, "" if there is none."""
    by_year = groupby(counted_months(request), key=lambda pair: pair[0].year_name)
    shown = {"years": [(year, list(pairs)) for year, pairs in by_year]}
    return SafeString(get_template("posts/_years.html").render(shown).strip())


@require_safe
def to_year(request, year):
    """A year's months stand in the archive; raises Http404 if it has no post."""
    if not any(month.year_name == year for month, _ in counted_months(request)):
        raise Http404
    return HttpResponsePermanentRedirect(f"{reverse('posts:archive')}#{year}")


def counted_months(request) -> list[tuple[months.Month, int]]:
    """The months that have published posts, with how many; asked once a generation."""
    return generation.remember(request.standing, "months", lambda: months.counted(timezone.now()))
