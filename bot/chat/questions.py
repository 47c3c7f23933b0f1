"""Whether what somebody wrote to others reads like a question."""

import re

MARKS = "?？؟՞፧"
"""Question marks: of Latin, Cyrillic and Indic scripts, of East Asia, of Arabic, Armenian and Ethiopic."""

FEWEST_LETTERS = 6
"""Letters that a question has at least: “Hm?” and “??” are none that anybody could answer for all."""

_ADDRESS = re.compile(r"\S+://\S+")


def reads_like_question(text: str) -> bool:
    """Whether there is a question mark outside of addresses and of lines that quote somebody else.

    Words that ask are not looked for: they would be another list for each language, and whoever leaves the mark out can
    mention Instep or press the card's button.
    """
    own = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    plain = _ADDRESS.sub(" ", own)
    return any(mark in plain for mark in MARKS) and sum(map(str.isalpha, plain)) >= FEWEST_LETTERS
