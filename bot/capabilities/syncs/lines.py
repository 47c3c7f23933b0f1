"""Texts that people wrote, where they stand as one line among others."""

BETWEEN = " / "


def on_one_line(text: str) -> str:
    """A text without its line breaks: what stood on lines of their own stays apart."""
    return BETWEEN.join(" ".join(line.split()) for line in text.splitlines() if line.strip())
