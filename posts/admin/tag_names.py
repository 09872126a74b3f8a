"""Tags by what is typed of their names: inside words, without accents, and those that are near."""

import difflib
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.models import FormerTagName, Tag
from posts.models.tag import key_of

MOST = 8
LONGEST = Tag._meta.get_field("name").max_length
NO_LETTER = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """A name without accents and capitals, its words with one space between them."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(NO_LETTER.sub(" ", plain).split())


def suggestions(typed: str) -> dict[str, Any]:
    """
    Up to eight `tags` that hold what was typed, the most used first, with words about each.

    `new` is the name as a new tag would have it, empty where a tag has it already; `near` says
    which tag is nearly called so. All sentences are in the language of whoever asks.
    """
    name = " ".join(typed.split())
    wanted = folded(name)
    names = dict(Tag.objects.values_list("pk", "name"))
    plain = {pk: folded(known) for pk, known in names.items()}
    former = former_names(wanted) if wanted else {}
    found = [pk for pk in names if (wanted in plain[pk] if wanted or not name else False)]
    rows = counted([*found, *former])
    order = sorted(rows, key=lambda tag: (key_of(tag.name) != key_of(name), -tag.uses, tag.name))
    tags = [
        {"name": tag.name, "words": words_about(tag, former.get(tag.pk, ""), tag.pk in found)}
        for tag in order[:MOST]
    ]
    known = Tag.objects.known_as(name) if name else None
    near = "" if known or not name else near_name(wanted, names, plain)
    return {
        "tags": tags,
        "new": "" if known else name[:LONGEST],
        "new_words": _("Make a new tag: %(name)s") % {"name": name[:LONGEST]},
        "near": near and _("There is “%(name)s” already.") % {"name": near},
        "count": count_in_words(len(tags)),
    }


def former_names(wanted: str) -> dict[int, str]:
    """By tag, a name that it had before and that holds what is wanted."""
    rows = FormerTagName.objects.values_list("tag", "name")
    return {pk: name for pk, name in rows if wanted in folded(name)}


def counted(keys: list[int]) -> list[Tag]:
    """The tags with `uses`; of very many only those that are used most."""
    tags = Tag.objects.with_uses().order_by("-uses", "name")
    if len(keys) <= 500:
        return list(tags.filter(pk__in=keys))
    wanted = set(keys)
    return [tag for tag in tags if tag.pk in wanted]


def words_about(tag: Any, former: str, is_found: bool) -> str:
    count = ngettext("%(count)d post", "%(count)d posts", tag.uses) % {"count": tag.uses}
    if former and not is_found:
        return _("%(count)s, once called “%(name)s”") % {"count": count, "name": former}
    return count


def near_name(wanted: str, names: dict[int, str], plain: dict[int, str]) -> str:
    """The name that differs from the wanted one in a letter or two, in spaces or in order."""
    by_plain = {folded_name.replace(" ", ""): pk for pk, folded_name in plain.items()}
    by_words = {" ".join(sorted(folded_name.split())): pk for pk, folded_name in plain.items()}
    alike = by_plain.get(wanted.replace(" ", "")) or by_words.get(" ".join(sorted(wanted.split())))
    if alike:
        return names[alike]
    near = difflib.get_close_matches(wanted, by_words | by_plain, n=1, cutoff=0.86)
    return names[(by_words | by_plain)[near[0]]] if near and len(wanted) > 3 else ""


def count_in_words(count: int) -> str:
    if not count:
        return _("No tag has these letters.")
    return ngettext("%(count)d tag found.", "%(count)d tags found.", count) % {"count": count}
