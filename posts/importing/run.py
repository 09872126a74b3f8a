"""One import over files and folders."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from cms.models import SiteSettings
from posts.importing import folder, pool
from posts.importing.batches import in_batches
from posts.importing.notes import Note
from posts.importing.outcome import LEFT_OUT, Outcome
from posts.importing.pictures import Pictures
from posts.importing.preparing import Terms
from posts.importing.record import Record
from posts.importing.saving import Importer

REFUSED = "refused"


def import_paths(
    paths: list[Path],
    *,
    media: list[Path] | None = None,
    overwrite: bool = False,
    bring_back: bool = False,
    dry_run: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
    record: Record | None = None,
) -> Iterator[Outcome]:
    """
    Take in every text below these paths; yields an outcome for each as it is done.

    What is written is kept in the record, so that it can be taken back. Safe to stop and to run
    again: what came in stays, and what is the same is left alone. A post that was deleted on the
    site stays away, unless to `bring_back` or to `overwrite` is asked.
    """
    record = record or Record({"paths": [str(path) for path in paths]})
    counts: Counter = Counter()
    for outcome in _outcomes(paths, media or [], overwrite, bring_back, dry_run, progress, record):
        counts[outcome.status] += 1
        yield outcome
    record.end(counts)


def _outcomes(
    paths: list[Path],
    media: list[Path],
    overwrite: bool,
    bring_back: bool,
    dry_run: bool,
    progress: Callable[[Iterable], Iterable],
    record: Record,
) -> Iterator[Outcome]:
    found = folder.find(paths)
    for path, sentence in found.refused:
        yield Outcome(folder.printable(path), REFUSED, notes=[Note(sentence)])
    pictures = Pictures(media, found.pictures, dry_run=dry_run)
    site = SiteSettings.load()
    terms = Terms(ZoneInfo(site.time_zone), site.language)
    importer = Importer(
        pictures, terms, record, overwrite=overwrite, bring_back=bring_back, dry_run=dry_run
    )
    batches = in_batches(progress(found.texts))
    for batch in pool.prepared(batches, terms, files=len(found.texts)):
        yield from importer.take(batch)
    yield from importer.end()
    for path, sentence in found.left_out:
        yield Outcome(path, LEFT_OUT, notes=[Note(sentence)])
    for sentence in found.sentences():
        yield Outcome("", LEFT_OUT, notes=[Note(sentence)])
