"""Other systems' template tags: they stay as text, and the report says where."""

import re

from django.utils.translation import gettext as _

from posts.importing.notes import Note

MOST_NOTES = 5
# Liquid, Nunjucks, Jinja, Hugo, Handlebars, WordPress, MDX.
_TAG = re.compile(
    r"\{%-?\s*\w|\{\{[<%&#/-]?\s*[\w./\"']|\[/?(?:caption|gallery|embed|audio|video|playlist)\b"
    r"|^(?:import\s.+\sfrom\s+[\"']|export\s+(?:default|const)\s)"
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def template_tag_notes(text: str, line: int) -> list[Note]:
    """A note for each of the first lines with such a tag outside code; `line` is the text's."""
    if not any(mark in text for mark in ("{%", "{{", "[", "import ", "export ")):
        return []
    found, fence = [], ""
    for number, content in enumerate(text.split("\n"), start=line):
        if opening := _FENCE.match(content):
            fence = "" if fence and opening[1].startswith(fence) else fence or opening[1]
        elif not fence and (tag := _TAG.search(content)) and not _in_code(content, tag.start()):
            found.append((number, content[tag.start() :].strip()[:60]))
    notes = [
        Note(_("“%(tag)s” is another system's template tag: it shows as text.") % {"tag": tag}, at)
        for at, tag in found[:MOST_NOTES]
    ]
    if len(found) > MOST_NOTES:
        more = len(found) - MOST_NOTES
        notes.append(Note(_("%(more)s more lines hold such tags.") % {"more": more}))
    return notes


def _in_code(line: str, position: int) -> bool:
    return line.count("`", 0, position) % 2 == 1
