"""Posts to measure with: made, repeatable, with what real articles have in them."""

import random

WORDS = [
    "lead",
    "reader",
    "offer",
    "form",
    "answer",
    "sales",
    "funnel",
    "article",
    "promise",
    "number",
    "week",
    "call",
    "list",
    "price",
    "team",
    "question",
    "trust",
    "reply",
    "value",
    "draft",
    "buyer",
    "signal",
    "inbox",
    "page",
    "visit",
    "source",
    "channel",
    "score",
]


def sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(6, 18))]
    if chance.random() < 0.3:
        words[2] = f"**{words[2]}**"
    if chance.random() < 0.15:
        words[4] = f"[{words[4]}](https://example.org/{words[4]}/)"
    return " ".join(words).capitalize() + "."


def body(number: int, size: int = 6500) -> str:
    """Markdown of about `size` bytes: headings, paragraphs, lists, a table, a quote."""
    chance = random.Random(number)
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        kind = chance.random()
        if kind < 0.15:
            parts.append("## " + sentence(chance)[:40])
        elif kind < 0.3:
            parts.append("\n".join(f"- {sentence(chance)}" for _ in range(4)))
        elif kind < 0.35:
            parts.append("> " + sentence(chance))
        elif kind < 0.4:
            rows = [f"| {chance.choice(WORDS)} | {chance.randint(1, 99)} |" for _ in range(4)]
            parts.append("\n".join(["| what | count |", "|---|--:|", *rows]))
        else:
            parts.append(" ".join(sentence(chance) for _ in range(4)))
    return "\n\n".join(parts) + "\n"


def document(number: int) -> str:
    """A whole file as an editor has it, front matter and body."""
    day = 1 + number % 28
    return (
        f'---\ntitle: "Post number {number} of the bench"\n'
        f"date: 2026-{1 + number % 10:02}-{day:02}\n"
        f"tags:\n  - topic {number % 20}\n  - topic {number % 7}\n---\n\n{body(number)}"
    )
