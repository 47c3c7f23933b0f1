"""From the platforms' tables of limits, and what the settings put in their place, to the pace of a lane."""

from adapters.slack.limits import Limits as SlackLimits
from adapters.teams.limits import Limits as TeamsLimits
from bot.delivery.pace import Bucket, MethodPace, PaceRules, Window
from bot.settings import Settings

MARGIN = 0.05
"""Seconds added to each window, since a platform counts arrivals and we count departures."""

IN_RESERVE = 1
"""Posts of a burst that are not used, since two that leave apart may arrive together."""


def slack_pace(settings: Settings, limits: SlackLimits) -> PaceRules:
    """One workspace's pace: posts in a bucket and one a second per channel, everything else by its tier."""
    posts = limits.post_workspace
    channel_rate = settings.instep_slack_channel_posts_per_second or limits.post_channel.per_second
    return PaceRules(
        buckets={
            "posts": Bucket(
                settings.instep_slack_posts_per_second or posts.per_second,
                max(1, (settings.instep_slack_post_burst or posts.burst) - IN_RESERVE),
            )
        },
        methods={
            "post": MethodPace(bucket="posts", in_channel=True),
            "edit": MethodPace(
                per_minute=int(settings.instep_slack_edits_per_minute or limits.methods["chat.update"].per_minute)
            ),
            "delete": MethodPace(
                per_minute=int(settings.instep_slack_deletes_per_minute or limits.methods["chat.delete"].per_minute)
            ),
            "find": MethodPace(per_minute=int(limits.methods["conversations.history"].per_minute)),
        },
        channel_windows=(Window(1, 1 / channel_rate),),
        margin=MARGIN,
    )


def teams_pace(settings: Settings, limits: TeamsLimits) -> PaceRules:
    """One tenant's pace: a bucket over everything that is sent, and four windows in each conversation."""
    rate = settings.instep_teams_requests_per_second or limits.requests_per_second
    kept = settings.instep_teams_reserved_per_second
    built_in = tuple((window.count, window.seconds) for window in limits.send)
    return PaceRules(
        buckets={"all": Bucket(rate, 1, limits.requests_kept_for_answers if kept is None else kept)},
        otherwise=MethodPace(bucket="all", in_channel=True),
        channel_windows=tuple(Window(*window) for window in settings.teams_conversation_windows or built_in),
        margin=MARGIN,
    )
