"""What a form remembers of its fields as they were opened, to know what was touched since."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext

from posts.models import Image, Person


def is_list(value: Any) -> bool:
    return isinstance(value, list | models.QuerySet)


def key_of(thing: Any) -> Any:
    """What tells a thing in a list from the others, the same as stored, as cleaned and as JSON."""
    return thing.pk if isinstance(thing, Person) else str(thing)


def remembered(value: Any) -> Any:
    """What a form remembers of a field as it was opened: a list's things, of the rest a digest."""
    return [key_of(thing) for thing in value] if is_list(value) else digest(value)


def digest(value: Any) -> str:
    """A short name for a field's value, the same as stored and as cleaned."""
    text = as_text(value.pk if isinstance(value, Image) else value)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def as_text(value: Any) -> str:
    """A field's value as a person reads it; nothing for an empty one."""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "Y-m-d H:i:s")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if is_list(value):
        names = [str(thing) for thing in value]
        in_order = any(isinstance(thing, Person) for thing in value)  # tags are in none
        return ", ".join(names if in_order else sorted(names))
    return str(value or "")
