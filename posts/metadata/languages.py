"""Languages as search engines and social networks name them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from posts.models import Post

if TYPE_CHECKING:
    from posts.onward import Translation  # noqa: F401 - what `translations` are

# Open Graph wants a country too: where a language alone is given, the one that most read it in.
COUNTRIES = {
    "ar": "AR", "be": "BY", "ca": "ES", "cs": "CZ", "cy": "GB", "da": "DK", "el": "GR",
    "en": "US", "et": "EE", "fa": "IR", "ga": "IE", "he": "IL", "hi": "IN", "ja": "JP",
    "ka": "GE", "ko": "KR", "nb": "NO", "nn": "NO", "sl": "SI", "sq": "AL", "sr": "RS",
    "sv": "SE", "uk": "UA", "vi": "VN", "zh": "CN",
}  # fmt: skip


def locale(language: str) -> str:
    """A language such as `de` or `pt-BR` as `ll_CC`. Source: https://ogp.me/#optional"""
    name, *rest = language.replace("_", "-").split("-")
    country = next((part for part in rest if len(part) == 2), "")
    return f"{name.lower()}_{(country or COUNTRIES.get(name.lower(), name)).upper()}"


def alternates(
    post: Post, translations: Iterable[Any], site_language: str
) -> list[dict[str, str]]:
    """
    The post and its translations for `hreflang`, none if it has none; each must name them all.

    Readers of other languages get the one in the site's language, on every page the same.
    Source: https://developers.google.com/search/docs/specialty/international/localized-versions
    """
    found = {translation.language: translation.address for translation in translations}
    if not found:
        return []
    found[post.language or site_language] = post.get_absolute_url()
    default = found.get(site_language) or min(found.values())
    return [
        {"hreflang": language, "href": settings.SITE_URL + address}
        for language, address in (*sorted(found.items()), ("x-default", default))
    ]
