"""What is said about a file: sentences, with the line they are about."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Note:
    """A sentence for the report; `line` counts from 1 in the file."""

    sentence: str
    line: int | None = None

    def __str__(self) -> str:
        if self.line is None:
            return self.sentence
        return _("Line %(line)s: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


class Refusal(ValueError):  # noqa: N818
    """A file that can't come in: a sentence that says what to do, and the line in the file."""

    def __init__(self, sentence: str, line: int | None = None):
        super().__init__(sentence)
        self.note = Note(sentence, line)
