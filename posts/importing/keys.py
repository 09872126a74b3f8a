"""Which front-matter keys mean what: the names that Markdown systems use for the same thing."""

from typing import Any

# The first name that holds something counts. Names are compared without case, -, _ and spaces.
NAMES = {
    "title": ("title",),
    "slug": ("slug",),
    "published": ("publishedat", "publishdate", "pubdate", "datepublished", "date", "published"),
    "is_published": ("published",),
    "updated": ("updatedat", "updated", "lastmod", "modified", "lastmodified", "lastmodifiedat"),
    "unpublish": ("unpublishat", "expirydate", "expires"),
    "draft": ("draft", "isdraft"),
    "status": ("status", "state"),
    "noindex": ("noindex",),
    "robots": ("robots",),
    "standfirst": ("standfirst", "dek", "lede", "subtitle", "excerpt", "summary", "description"),
    "search_title": ("searchtitle", "seotitle", "metatitle"),
    "search_description": (
        "searchdescription",
        "seodescription",
        "metadescription",
        "description",
    ),
    "tags": ("tags", "tag", "topics", "keywords"),
    "categories": ("categories", "category"),
    "taxonomies": ("taxonomies",),
    "authors": ("authors", "author", "by", "byline"),
    "series": ("series", "seriesname"),
    "part": ("part", "seriespart", "seriesorder", "partnumber"),
    "language": ("language", "lang", "locale"),
    "translation_of": ("translationof",),
    "hero": (
        "heroimage",
        "hero",
        "image",
        "featuredimage",
        "featureimage",
        "cover",
        "coverimage",
        "banner",
        "thumbnail",
        "ogimage",
        "images",
    ),
    "hero_alt": ("imagealt", "heroalt", "heroimagealt", "coveralt", "featuredimagealt", "alt"),
    "hero_credit": ("imagecredit", "herocredit", "photocredit", "covercredit"),
    "hero_focus": ("imagefocus", "herofocus", "heroimagefocus"),
    "canonical": ("canonicalurl", "canonical", "canonicallink", "originalurl"),
    "aliases": ("aliases", "alias", "redirectfrom", "oldurl", "oldurls"),
    "permalink": ("permalink", "url"),
}


def plain(key: str) -> str:
    """A key without case, hyphens, underscores and spaces."""
    return "".join(letter for letter in key.lower() if letter not in "-_ ")


class Keys:
    """Front matter by meaning; `taken` are the keys by meaning, those of nobody `unused`."""

    def __init__(self, values: dict[str, Any]):
        self.values = values
        self.by_name: dict[str, str] = {}
        for key in values:
            self.by_name.setdefault(plain(key), key)
        self.used: set[str] = set()
        self.taken: dict[str, str] = {}

    def take(self, meaning: str) -> tuple[str, Any]:
        """The key as written and its value; ("", None) when no key of this meaning has one."""
        for name in NAMES[meaning]:
            key = self.by_name.get(name, "")
            if key and key not in self.used:
                self.used.add(key)
                if not is_empty(self.values[key]):
                    self.taken[meaning] = key
                    return key, self.values[key]
        return "", None

    def keep(self, key: str) -> None:
        """Let a key stay with the post as it was written."""
        self.used.discard(key)

    @property
    def unused(self) -> dict[str, Any]:
        return {key: value for key, value in self.values.items() if key not in self.used}


def is_empty(value: Any) -> bool:
    """Whether a value says nothing; False and 0 do say something."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())
