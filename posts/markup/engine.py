"""
The way from source to HTML: python-markdown's pipeline with our reader and our steps in it.

    preprocessors     none of ours; those of other apps see the lines
    block parser      `tree.Document`: markdown-it-py's tokens become the element tree
    treeprocessors    `steps`: hero, tasks, figures, tables, headings, addresses, footnotes
    serialiser        python-markdown's, as HTML
    postprocessors    raw HTML comes back, resolved
"""

from collections.abc import Callable

import markdown
from markdown.extensions import Extension
from markdown.postprocessors import RawHtmlPostprocessor

from . import raw, steps
from .notes import Notes
from .tree import Document, Written

EXTENSIONS: list[Callable[[], Extension]] = []


def register_extension(make: Callable[[], Extension]) -> None:
    """
    Add another app's python-markdown extension, from its `AppConfig.ready`.

    `make` (a class will do) is called for each engine. Preprocessors, treeprocessors and
    postprocessors work as ever; the text is read as CommonMark, so inline patterns and block
    processors are not asked. What comes out is sanitised like all else.
    """
    EXTENSIONS.append(make)


class Engine(markdown.Markdown):
    """A python-markdown instance of ours, used again and again; `notes` is one document's."""

    def __init__(self) -> None:
        self.notes = Notes(None, None)
        self.makers = tuple(EXTENSIONS)
        extensions = [CommonMark(), *(make() for make in self.makers)]
        super().__init__(extensions=extensions, output_format="html")

    def is_whole(self) -> bool:
        """Tell whether all extensions that are registered by now are in it."""
        return self.makers == tuple(EXTENSIONS)

    def html(self, text: str, notes: Notes) -> str:
        """Return a document's HTML, not yet sanitised, or raise `guard.TooDeepError`."""
        self.reset()
        self.notes = notes
        return self.convert(text)


class CommonMark(Extension):
    """Our reader and steps in place of all that would read the text python-markdown's way."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        """Change python-markdown's registries: its own hook for extensions."""
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.postprocessors.deregister("amp_substitute")
        md.parser = Document(md)
        for name, step, priority in steps.ORDER:
            md.treeprocessors.register(step(md), name, priority)
        md.postprocessors.register(RawHtml(md), "raw_html", 30)


class RawHtml(RawHtmlPostprocessor):
    """Brings raw HTML back: the editor's with images and links resolved, ours as it is."""

    def stash_to_string(self, text: str) -> str:
        """Return one piece as it may stand."""
        return raw.rewrite(text, self.md.notes) if isinstance(text, Written) else str(text)

    def isblocklevel(self, html: str) -> bool:
        """Tell that a paragraph round raw HTML stays: CommonMark put it there."""
        return False
