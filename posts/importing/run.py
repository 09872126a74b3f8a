"""One import over files and folders."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cms.models import SiteSettings
from posts.importing import folder
from posts.importing.notes import Note
from posts.importing.pictures import Pictures
from posts.importing.saving import Importer, Outcome

LEFT_OUT, REFUSED = "left out", "refused"


def import_paths(
    paths: list[Path],
    *,
    media: list[Path] | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Iterator[Outcome]:
    """
    Take in every text below these paths; yields an outcome for each as it is done.

    Safe to stop and to run again: what came in stays, and what is the same is left alone.
    """
    found = folder.find(paths)
    for path, sentence in found.refused:
        yield Outcome(folder.printable(path), REFUSED, notes=[Note(sentence)])
    pictures = Pictures(media or [], found.pictures, dry_run=dry_run)
    importer = Importer(pictures, SiteSettings.load(), overwrite=overwrite, dry_run=dry_run)
    for text in progress(found.texts):
        yield importer.take(text)
    for path, sentence in found.left_out:
        yield Outcome(path, LEFT_OUT, notes=[Note(sentence)])
    for sentence in found.sentences():
        yield Outcome("", LEFT_OUT, notes=[Note(sentence)])
