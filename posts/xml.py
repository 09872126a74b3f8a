"""Text for XML documents."""

# XML 1.0 section 2.2: everything outside Char, which no escaping can carry: control characters
# and two at the end of the first plane. (Surrogates are no text that UTF-8 can hold.)
CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")
NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
THEIR_BEGINNING = NO_CHARACTERS[0][:2]


def printable(text: str) -> bytes:
    """
    The text as UTF-8, without the characters that XML can't hold.

    On bytes, as a pattern over the text takes ten times as long.
    """
    data = text.encode(errors="ignore").translate(None, CONTROL)
    if THEIR_BEGINNING in data:
        for character in NO_CHARACTERS:
            data = data.replace(character, b"")
    return data
