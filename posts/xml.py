"""Text for XML documents."""

import re

# XML 1.0 section 2.2: everything outside Char, which no escaping can carry.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without the characters that XML can't hold."""
    return NOT_XML.sub("", text)
