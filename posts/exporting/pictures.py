"""The images of an export, as they came, each where the texts look for it."""

import tempfile
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from posts import media
from posts.addresses import MEDIA_ADDRESS
from posts.exporting.files import File
from posts.exporting.paths import Paths, key
from posts.models import FormerFile, Image


class Pictures:
    """Which image goes where; the pictures' own facts are gathered in `facts` on the way."""

    def __init__(self, paths: Paths):
        self.paths = paths
        self.owners: dict[int, int] = {}  # images' numbers by the key of their path
        self.placed: set[int] = set()
        self.needed: dict[int, str] = {}
        self.facts = tempfile.TemporaryFile()  # noqa: SIM115

    def at(self, place: str, pk: int) -> Iterator[File]:
        """The picture that an imported text brought along, where it lay; once."""
        if self.owners.get(key(place)) == pk:
            return
        image = Image.objects.filter(pk=pk).first()
        if image is None:
            return
        path, note = self.paths.claim(place)
        self.owners[key(path)] = pk
        self.placed.add(pk)
        yield self._file(image, path, note)

    def need(self, image: Image) -> str:
        """The path below the folder at which a text on the site's own can name an image."""
        wished = f"media/{image.name or str(image.file.name).rpartition('/')[2]}"
        if self.owners.get(key(wished)) == image.pk:
            return wished
        if image.pk not in self.needed:
            path, _note = self.paths.claim(wished)
            self.owners[key(path)] = image.pk
            self.needed[image.pk] = path
        return self.needed[image.pk]

    def need_those_in(self, body: str) -> None:
        if "/media/" in body:
            addresses = MEDIA_ADDRESS.findall(body)
            for image in Image.objects.at_addresses(addresses).values():
                self.need(image)

    def files(self) -> Iterator[File]:
        """The images that no imported text brought along, the newest first by their names."""
        last = None
        while True:
            rows = Image.objects.order_by("-pk").defer("rendered")
            rows = rows.prefetch_related("former_names")
            batch = list((rows.filter(pk__lt=last) if last else rows)[:200])
            for image in batch:
                if image.pk in self.needed or image.pk not in self.placed:
                    yield self._file(image, self.need(image))
            if not batch:
                break
            last = batch[-1].pk
        yield from self._former_files()

    def _former_files(self) -> Iterator[File]:
        """What images had before they were replaced."""
        for former in FormerFile.objects.select_related("image").order_by("pk").iterator():
            extension = str(former.file.name).rpartition(".")[2]
            path, _note = self.paths.claim(f"media/former/{former.content_hash}.{extension}")
            file = File(path, None, "image")
            try:
                file.content = media.read(str(former.file.name))
            except OSError:
                file.lose(_("The picture's file is gone from the site."))
            else:
                words = {name: getattr(former, name) for name in FormerFile.WORDS}
                self._say(
                    {
                        "path": path,
                        "former_of": former.image.content_hash,
                        "replaced_at": former.replaced_at.isoformat(),
                        **words,
                    }
                )
            yield file

    def _file(self, image: Image, path: str, note: str = "") -> File:
        file = File(path, None, "image", [note] if note else [])
        try:
            file.content = media.read(str(image.file.name))
        except OSError:
            file.lose(_("The picture's file is gone from the site."))
            return file
        facts = {
            "path": path, "name": image.name, "alt": image.alt, "credit": image.credit,
            "focal_x": image.focal_x, "focal_y": image.focal_y,
            "added": image.created_at.isoformat(),
            **({"decorative": True} if image.decorative else {}),
        }  # fmt: skip
        # Under which texts and readers still ask for it.
        if former_names := [former.name for former in image.former_names.all()]:
            facts["former_names"] = former_names
        self._say(facts)
        return file

    def _say(self, facts: dict[str, Any]) -> None:
        text = yaml.safe_dump([facts], allow_unicode=True, sort_keys=False, width=95)
        self.facts.write(text.encode())
