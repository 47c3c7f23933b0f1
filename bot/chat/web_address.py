"""What counts as an address on the web that people are asked to press."""

from urllib.parse import urlsplit


def is_web_address(text: str, longest: int) -> bool:
    """Whether this is a whole address that begins with https, of no more than so many characters."""
    if len(text) > longest or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
