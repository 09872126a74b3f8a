"""`manage.py render_posts`: renders posts and pages again, as after a new release."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import ngettext

from cms.models import SiteSettings
from posts import markup, rendering
from posts.models import Page, Post


class Command(BaseCommand):
    help = "Render posts and pages again whose HTML an older renderer made."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="render every post and page")

    def handle(self, *, all, **options):  # noqa: A002
        looked_at = changed = 0
        with translation.override(SiteSettings.load().language):
            for model in (Post, Page):
                for pk in to_render(model, every=all):
                    looked_at += 1
                    changed += rendering.render_again(model, pk)
        self.stdout.write(
            ngettext(
                "Rendered %(count)s text again; %(changed)s changed.",
                "Rendered %(count)s texts again; %(changed)s changed.",
                looked_at,
            )
            % {"count": looked_at, "changed": changed}
        )


def to_render(model: type[Post] | type[Page], *, every: bool) -> Iterator[int]:
    """The keys of the texts to render, a batch at a time, so that memory stays flat."""
    texts = model.objects.all()
    if not every:
        texts = texts.exclude(renderer_version=markup.RENDERER_VERSION)
    last = 0
    while batch := rendering.batch_after(texts, last):
        yield from batch
        last = batch[-1]
