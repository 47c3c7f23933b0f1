"""What a reader sees of Block Kit and Adaptive Cards."""

from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, plain
from bot.proof.reading import Weight, slack_lines, teams_lines, text_of

MESSAGE = Message(
    "An update",
    (
        Headline("Refunds *over* €50"),
        Body((Paragraph(plain("Agents & leads may refund_all.")),), label="What changed"),
        Actions((Button("Got it", "updates.got_it", "x.1"),)),
        Context(plain("Got it: 3 of 11")),
    ),
)


def test_both_platforms_read_alike() -> None:
    from adapters.slack.render import render_message
    from adapters.teams.render import render_activity

    on_slack = slack_lines(render_message(MESSAGE)["blocks"])
    on_teams = teams_lines(render_activity(MESSAGE)["attachments"][0]["content"])
    for lines in (on_slack, on_teams):
        text = text_of(lines)
        for part in ("Refunds *over* €50", "What changed", "Agents & leads may refund_all.", "Got it: 3 of 11"):
            assert part in text
        assert [line.text for line in lines if line.weight is Weight.BUTTONS] == ["[ Got it ]"]


def test_links_and_dates_are_shown_and_not_their_code() -> None:
    mrkdwn = "<https://a.example|Playbook> · <!date^1795310605^{date_short}|Sat 21 Nov> &lt;b&gt;"
    assert slack_lines([{"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}])[0].text == (
        "Playbook · Sat 21 Nov <b>"
    )
    text = "From {{DATE(2026-11-22T01:23:25Z,SHORT)}} {{TIME(2026-11-22T01:23:25Z)}}, [here](https://a.example)"
    assert teams_lines({"body": [{"type": "TextBlock", "text": text}]})[0].text == "From Sun 22 Nov 01:23 UTC, here"
