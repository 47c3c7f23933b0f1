"""A channel's name as people of its platform write it."""

_WRITTEN_PLAINLY = frozenset({"teams"})


def written(platform: str, name: str) -> str:
    """`#care` on Slack; Teams' own clients show a channel's name without a mark, so it has none there."""
    return name if platform in _WRITTEN_PLAINLY else f"#{name}"
