"""Uploads between a first look and bringing them in: kept in a folder by a random name, a day."""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from posts.importing import archive, folder, pool
from posts.importing.notes import Refusal
from posts.importing.record import Record
from posts.importing.run import LEFT_OUT, import_paths
from posts.slugs import slugify

MOST_MEGABYTES = 25  # what deploy/nginx.conf lets through
# As many as are read without starting processes, which a web server should not.
MOST_TEXTS = pool.FEWEST_FILES - 1
SECONDS_KEPT = 24 * 3600
# Longer than any such import takes: what is older was cut off and may begin again.
SECONDS_OF_A_RUN = 600
KINDS = folder.TEXTS | folder.HTML | folder.PICTURES | {".zip"}
_TOKEN = re.compile(r"[\w-]{20,64}\Z", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A line of the report: a file, what became of it, its post, and sentences."""

    path: str
    status: str
    notes: list[str] = field(default_factory=list)
    post: int | None = None
    title: str = ""


class Upload:
    """Files that an editor sent, unpacked into a folder of their own below VAR_DIR."""

    def __init__(self, token: str):
        self.token = token
        self.home = home() / token

    @property
    def exists(self) -> bool:
        return bool(_TOKEN.match(self.token)) and (self.home / "facts.json").is_file()

    @property
    def is_done(self) -> bool:
        return (self.home / "report.json").is_file()

    def look(self, *, overwrite: bool = False) -> list[Row]:
        """What would become of each file; nothing is changed."""
        return self._rows(overwrite=overwrite, dry_run=True)

    def bring_in(self, *, overwrite: bool = False) -> bool:
        """Take the files in and keep the report; False while another request is doing that."""
        if self.is_done:
            return True
        if not self._begin():
            return False
        try:
            rows = self._rows(overwrite=overwrite, dry_run=False)
            report = self.home / "report.new"
            report.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
            report.rename(self.home / "report.json")
        finally:
            (self.home / "begun").unlink(missing_ok=True)
        shutil.rmtree(self.home / "files", ignore_errors=True)
        return True

    def report(self) -> list[Row]:
        """What became of each file."""
        return [Row(**row) for row in json.loads((self.home / "report.json").read_text("utf-8"))]

    def forget(self) -> None:
        """Remove the files and the report."""
        if self.exists:
            shutil.rmtree(self.home, ignore_errors=True)

    def _begin(self) -> bool:
        mark = self.home / "begun"
        if _age(mark) > SECONDS_OF_A_RUN:
            mark.unlink(missing_ok=True)
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _rows(self, *, overwrite: bool, dry_run: bool) -> list[Row]:
        facts = json.loads((self.home / "facts.json").read_text("utf-8"))
        root = self.home / "files" / facts["name"]
        record = Record({"paths": [str(root)]}, is_told=True)
        outcomes = import_paths([root], overwrite=overwrite, dry_run=dry_run, record=record)
        rows = [_row(outcome, dry_run=dry_run) for outcome in outcomes]
        return rows + [Row(**row) for row in facts["rows"]]


def keep(files: Iterable[UploadedFile]) -> Upload:
    """Put files into a folder of their own, zips unpacked; raises Refusal when that can't be."""
    files = list(files)
    if sum(file.size or 0 for file in files) > MOST_MEGABYTES * 1024 * 1024:
        raise Refusal(
            _("That is over %(most)s MB: send it in parts, or use %(command)s on the server.")
            % {"most": MOST_MEGABYTES, "command": "manage.py import_posts"}
        )
    sweep()
    upload = Upload(secrets.token_urlsafe(24))
    try:
        _fill(upload, files)
    except BaseException:
        shutil.rmtree(upload.home, ignore_errors=True)
        raise
    return upload


def sweep() -> int:
    """Remove what was sent over a day ago, also what a stopped server left; how many."""
    old = [each for each in _folders() if _age(each) > SECONDS_KEPT]
    for each in old:
        shutil.rmtree(each, ignore_errors=True)
    return len(old)


def home() -> Path:
    """The folder of all uploads, for this system's user alone."""
    return Path(settings.VAR_DIR) / "uploads"


def _folders() -> list[Path]:
    try:
        return list(home().iterdir())
    except OSError:
        return []


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0


def _fill(upload: Upload, files: list[UploadedFile]) -> None:
    name = _name(files)
    root = upload.home / "files" / name
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    upload.home.mkdir(mode=0o700)
    root.mkdir(parents=True)
    rows: list[Row] = []
    for file in files:
        rows += _unpacked(file, root) if _is_zip(file) else _copied(file, root)
    texts = sum(path.suffix.lower() in folder.TEXTS | folder.HTML for path in root.rglob("*.*"))
    if texts > MOST_TEXTS:
        raise Refusal(
            _("These are %(count)s texts, %(most)s come in here: %(command)s takes any number.")
            % {"count": texts, "most": MOST_TEXTS, "command": "manage.py import_posts"}
        )
    if not texts:
        raise Refusal(
            _("No text of a post is among these files: choose .md, .txt or .html, or a zip.")
        )
    rows += [Row(path, LEFT_OUT, [_unused()]) for path in _pictures_in_no_text(root)]
    facts: dict[str, Any] = {"name": name, "rows": [asdict(row) for row in rows]}
    (upload.home / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def _name(files: list[UploadedFile]) -> str:
    """What the folder is called: as its one zip is, since an index.md is named by its folder."""
    if len(files) == 1 and _is_zip(files[0]):
        return slugify(Path(files[0].name or "").stem, fallback="upload", max_length=50)
    return "upload"


def _is_zip(file: UploadedFile) -> bool:
    return Path(file.name or "").suffix.lower() == ".zip"


def _unpacked(file: UploadedFile, root: Path) -> list[Row]:
    try:
        unpacked = archive.unpack(cast(IO[bytes], file.file), root)
    except Refusal as refusal:
        sentence = f"{folder.printable(file.name or '')}: {refusal.note.sentence}"
        raise Refusal(sentence) from refusal
    rows = [Row(path, LEFT_OUT, [sentence]) for path, sentence in unpacked.left_out]
    return rows + [Row("", LEFT_OUT, [sentence]) for sentence in unpacked.sentences()]


def _copied(file: UploadedFile, root: Path) -> list[Row]:
    name = file.name or ""
    shown = folder.printable(name)
    if Path(name).suffix.lower() not in KINDS:
        return [Row(shown, LEFT_OUT, [_("Neither a text nor a picture: left out.")])]
    if name.startswith("."):
        return [Row(shown, LEFT_OUT, [_("A hidden file: left out.")])]
    try:
        with (root / name).open("xb") as opened:
            for chunk in file.chunks():
                opened.write(chunk)
    except FileExistsError:
        sentence = _("Another file of that name was sent, too: left out. Send both in a zip.")
        return [Row(shown, LEFT_OUT, [sentence])]
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == 28:  # ENOSPC
            raise
        return [Row(shown, LEFT_OUT, [_("The file's name can't be kept: rename it.")])]
    return []


def _pictures_in_no_text(root: Path) -> list[str]:
    """The pictures whose names stand in none of the texts."""
    paths = [path for path in sorted(root.rglob("*")) if path.is_file()]
    pictures = {path for path in paths if path.suffix.lower() in folder.PICTURES}
    for path in paths:
        if path.suffix.lower() in folder.TEXTS | folder.HTML and pictures:
            text = path.read_bytes()[: folder.MOST_BYTES]
            pictures -= {picture for picture in pictures if _stem(picture) in text}
    return [folder.printable(path.relative_to(root).as_posix()) for path in sorted(pictures)]


def _stem(picture: Path) -> bytes:
    # Spaces and accents may be written in several ways: the longest plain part tells enough.
    return max(re.findall(rb"[\w-]+", picture.name.encode()), key=len, default=b"")


def _unused() -> str:
    return _("No text here shows this picture: left out. Add it under Images if you need it.")


def _row(outcome: Any, *, dry_run: bool) -> Row:
    post = outcome.post
    is_there = post is not None and not (dry_run and outcome.is_new)
    return Row(
        folder.printable(outcome.path),
        outcome.status,
        [str(note) for note in outcome.notes],
        post.pk if is_there else None,
        post.title if post else "",
    )
