"""A channel's name as its platform writes it."""

from bot.chat.channels import written


def test_only_slack_marks_a_channels_name() -> None:
    assert [written(platform, "care") for platform in ("slack", "teams")] == ["#care", "care"]
