"""The site's colours, worked out from the one accent that its owner picks."""

import hashlib
import re
from functools import lru_cache

# The tinted surfaces of static/css/site.css: what can be read there can be read on its paper.
TINT, DARK_TINT = "#f2efe8", "#20242a"
LEAST_TEXT_CONTRAST = 4.5

COLOUR = re.compile("#[0-9a-fA-F]{6}")


def style_sheet(accent: str) -> str:
    """Custom properties for light and dark pages; the accent can be read on both."""
    light, dark = readable(accent, TINT), readable(accent, DARK_TINT)
    return (
        f":root{{{properties(light, '#000000')}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{properties(dark, '#ffffff')}}}}}\n"
    )


def properties(accent: str, stronger: str) -> str:
    """The accent, what can be read on it, and its shade under the pointer."""
    hover = mixed(accent, stronger, 0.2)
    return f"--accent:{accent};--on-accent:{text_on(accent)};--accent-hover:{hover};"


@lru_cache(maxsize=8)
def digest(accent: str) -> str:
    """A short name for the style sheet that this accent makes."""
    return hashlib.blake2b(style_sheet(accent).encode(), digest_size=6).hexdigest()


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of `#rrggbb`; black for what is no colour."""
    if not COLOUR.fullmatch(colour):
        return 0, 0, 0
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
    parts = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in channels(colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share, 0 to 1, of another one."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, background: str) -> str:
    """The colour, darkened or lightened in steps until it can be read on the background."""
    towards = "#000000" if luminance(background) > 0.2 else "#ffffff"
    for step in range(21):
        shade = mixed(colour, towards, step / 20)
        if contrast(shade, background) >= LEAST_TEXT_CONTRAST:
            return shade
    return towards


def text_on(colour: str) -> str:
    """Black or white, whichever can be read better on the colour."""
    return max("#ffffff", "#000000", key=lambda text: contrast(text, colour))
