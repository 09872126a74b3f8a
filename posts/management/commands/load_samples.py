"""`manage.py load_samples`: the sample publication, once; what is there already stays."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.importing import samples


class Command(BaseCommand):
    help = "Load the sample articles and pages; safe to run again."

    def handle(self, *, verbosity, **options):
        posts, pages = samples.load()
        if verbosity:
            self.stdout.write(sentence(posts, pages))


def sentence(posts: int, pages: int) -> str:
    """What was loaded."""
    if not posts and not pages:
        return _("The samples are here already.")
    articles = ngettext("%(count)s article", "%(count)s articles", posts) % {"count": posts}
    texts = ngettext("%(count)s page", "%(count)s pages", pages) % {"count": pages}
    return _("Loaded the samples: %(articles)s and %(pages)s.") % {
        "articles": articles,
        "pages": texts,
    }
