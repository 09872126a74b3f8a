"""A file of text becomes a reading. Pure: no database, and no file but this one's bytes."""

from datetime import tzinfo
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from posts import frontmatter, slugs
from posts.importing import dates, fields, scraped, titles, values, webpage
from posts.importing.decoding import as_bytes_of_ascii, decode
from posts.importing.folder import HTML, INDEXES
from posts.importing.notes import Note, Refusal
from posts.importing.reading import Reading
from posts.importing.template_tags import template_tag_notes

MOST_BYTES = 500_000
PLAIN_TEXT = {".txt", ".text"}


def read(source: bytes, path: PurePosixPath, zone: tzinfo) -> Reading:
    """
    Return what a file says; its path gives a slug, title or date that it does not give itself.

    Raises Refusal for what can't come in.
    """
    if not source.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Refusal(_("The file is empty: write something into it, or leave it out."))
    reading = Reading(is_draft="_drafts" in path.parts)
    document, matter, body = _parts(source, reading.notes)
    try:
        found = values.read(document, matter)
    except frontmatter.FrontMatterError as error:
        raise Refusal(error.sentence, error.line) from error
    reading.body = body
    fields.fill(reading, found, matter, document.matter_line, zone)
    if document.kind == "none" and path.suffix.lower() in PLAIN_TEXT:
        _clean(reading, document.body_line)
    elif document.kind == "none" and path.suffix.lower() in HTML:
        _convert(reading)
    else:
        reading.notes += template_tag_notes(body, document.body_line)
    _complete(reading, path, zone)
    return reading


def _parts(source: bytes, notes: list[Note]) -> tuple[frontmatter.Document, str, str]:
    """The document, and its front matter and body as text."""
    source = as_bytes_of_ascii(source, notes)
    try:
        document = frontmatter.split(source)
    except frontmatter.FrontMatterError as error:
        raise Refusal(error.sentence, error.line) from error
    if len(document.body) > MOST_BYTES:
        raise Refusal(too_long(len(document.body)), document.body_line)
    matter = decode(document.matter, document.matter_line, notes)
    body = decode(document.body, document.body_line, notes)
    if document.kind == "none" and body.startswith(("---\n", "+++\n")):
        notes.append(Note(_("The line above holds no keys of front matter: read as text."), 2))
    if not body.strip():
        notes.append(Note(_("The post has no text yet."), document.body_line))
    return document, matter, body


def too_long(size: int) -> str:
    """The sentence for a text of so many bytes."""
    return _(
        "The text has %(size)s kB; %(most)s kB are the limit: split it into several posts."
    ) % {
        "size": f"{size // 1000:,}",
        "most": MOST_BYTES // 1000,
    }


def _clean(reading: Reading, line: int) -> None:
    cleaned = scraped.clean(reading.body, line)
    reading.title, reading.body, reading.left_out = cleaned.title, cleaned.body, cleaned.left_out
    reading.notes.append(
        Note(
            _("Read as a page's plain text: %(kept)s lines kept, %(left)s left out; a draft.")
            % {"kept": cleaned.kept, "left": len(cleaned.left_out)}
        )
    )
    reading.is_draft = True


def _convert(reading: Reading) -> None:
    """Take over what is the article in a web page; raises Refusal for a template of one."""
    page = webpage.read_html(reading.body, images_too=False)
    reading.title, reading.body = page.title, page.markdown(page.kept)
    tags = template_tag_notes(f"{page.title}\n{reading.body}", 0)
    if any("{%" in note.sentence or "{{" in note.sentence for note in tags):
        raise Refusal(_("A template with another system's tags, no page: leave it out."))
    reading.left_out = page.left_out
    reading.notes.append(
        Note(
            _("Read as a web page: %(kept)s lines kept, %(left)s left out; a draft.")
            % {"kept": len(page.kept), "left": len(page.left_out)}
        )
    )
    reading.is_draft = True


def _complete(reading: Reading, path: PurePosixPath, zone: tzinfo) -> None:
    """Fill in title, slug and date from body and path where there is none yet."""
    name = path.parent.name if path.stem.lower() in INDEXES else path.stem
    day, name = dates.date_in_name(name, zone)
    if reading.title:
        reading.body = titles.without(reading.title, reading.body)
    else:
        reading.title, reading.body = titles.in_body(reading.body)
    if not reading.title:
        reading.title = fields.one_line(name.replace("-", " ").replace("_", " "))[:200]
        reading.title = reading.title[:1].upper() + reading.title[1:]
    reading.slug = (
        reading.slug or fields.valid_slug(name) or slugs.slugify(reading.title, fallback="post")
    )
    if not reading.title:
        raise Refusal(_("The post has no title: write one, such as “title: My title”."), 1)
    if reading.is_draft:
        reading.published_at = reading.unpublish_at = None
    else:
        reading.published_at = reading.published_at or day
