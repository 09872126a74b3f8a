"""A picture file on its way in; what takes long is done once, ahead of any locked row."""

import hashlib
import logging
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from posts import media, pictures, renditions

NOT_KEPT = _("The server could not keep the file: is its disk full? Try again later.")
logger = logging.getLogger(__name__)


class First(NamedTuple):
    """The copy that a page needs at once, and what it looks like."""

    rendition: renditions.Rendition
    likeness: int | None


class PictureFile(File):
    """A file that is to become an image, and what is found out about it."""

    @classmethod
    def of(cls, file: File) -> "PictureFile":
        """The file as one of these, which it may be already."""
        return file if isinstance(file, cls) else cls(file.file, file.name)

    @property
    def content_hash(self) -> str:
        """Raises ValidationError, with a sentence for the editor, for what can't be taken."""
        return self._seen[0]

    @property
    def facts(self) -> pictures.Facts:
        """Raises ValidationError as `content_hash` does."""
        return self._seen[1]

    @property
    def original(self) -> str:
        """The name under which the file is kept."""
        return f"originals/{self.content_hash}.{self.facts.extension}"

    def first(self) -> First:
        """Its first copy, made and kept, as the file is; raises ValidationError, too."""
        if isinstance(self._first, ValidationError):
            raise self._first
        if not media.is_public(self._first.rendition["name"]):  # just removed as a former one
            del self._first
            return self.first()
        return self._first

    def content(self) -> bytes:
        self.seek(0)
        return self.read(pictures.MOST_BYTES + 1)

    @cached_property
    def _seen(self) -> tuple[str, pictures.Facts]:
        data = self.content()
        facts = pictures.check(data)
        return hashlib.sha256(data).hexdigest(), facts

    @cached_property
    def _first(self) -> First | ValidationError:
        data = self.content()
        try:
            rendition = renditions.first(data)
            media.keep(self.original, data)
        except ValidationError as error:  # not to be found out twice either
            return error
        except OSError:
            logger.exception("The picture %s could not be kept.", self.original)
            return ValidationError(NOT_KEPT, "not_kept")
        return First(rendition, renditions.likeness([rendition]))
