"""The story of one update, of those who are thanked, of a sync and of a check-in, told over HTTP by its people."""

from functools import partial

from bot.proof.evidence import Evidence
from bot.proof.scenes import judging, noting, opening, publishing
from bot.proof.scenes.asking import ask_and_answer
from bot.proof.scenes.checking import check_knowledge
from bot.proof.scenes.correcting import Changing
from bot.proof.scenes.meeting import Weeks
from bot.proof.scenes.planning import plan_for_mornings
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.praising import praise
from bot.proof.scenes.pulse import Pulse
from bot.proof.scenes.reminding import Reminding
from bot.proof.scenes.reporting import report_and_tell
from bot.proof.scenes.returning import Returning
from bot.proof.scenes.thanking import Thanking
from bot.proof.stage import Stage
from bot.proof.steps import Audience, Record, Scene, tell


class Story:
    """Tells itself on a stage: `await Story(stage).tell(audience)` gives the record, with each step that happened.

    The first step that fails ends it; those after it are recorded as not tried.
    """

    def __init__(self, stage: Stage) -> None:
        self.plot = Plot(stage)

    @property
    def evidence(self) -> Evidence:
        """What the bot itself says became of the update."""
        return self.plot.evidence

    def scenes(self) -> list[Scene]:
        """All steps in their order."""
        plot = self.plot
        changing, reminding, returning, weeks = Changing(plot), Reminding(plot), Returning(plot), Weeks(plot)
        return [
            Scene("Stand-ins for Slack and Teams start", partial(opening.stand_in, plot)),
            Scene("An organisation moves in", partial(opening.move_in, plot)),
            Scene("The bot starts", partial(opening.start, plot)),
            Scene("An admin links the companies", partial(opening.link, plot)),
            Scene("Teams and people are imported", partial(opening.import_people, plot)),
            Scene("The partner adds the app on Teams", partial(opening.install, plot)),
            Scene("Channels are linked to their teams", partial(opening.import_channels, plot)),
            Scene("A channel is archived", partial(opening.archive, plot)),
            Scene("The manager writes an update", partial(publishing.write, plot)),
            Scene("The manager sees it first", partial(publishing.preview, plot)),
            Scene("The manager publishes it", partial(publishing.publish, plot)),
            Scene("Every reachable channel has it, once", partial(publishing.deliver, plot)),
            Scene("Got it on Slack", partial(noting.on_slack, plot)),
            Scene("Got it in Slack Connect", partial(noting.in_connect, plot)),
            Scene("Got it on Teams", partial(noting.on_teams, plot)),
            Scene("Got it in words", partial(noting.in_words, plot)),
            Scene("Pressing twice counts once", partial(noting.twice, plot)),
            Scene("What waits at home", partial(noting.at_home, plot)),
            Scene("Cards count quietly", partial(judging.counts, plot)),
            Scene("A partner sees its own figures alone", partial(judging.wall, plot)),
            Scene("The author's receipt tells the truth", partial(judging.receipt, plot)),
            Scene("The ledgers agree", partial(judging.ledgers, plot)),
            Scene("A partner's question is answered everywhere", partial(ask_and_answer, plot)),
            Scene("The author corrects it on every card", changing.correct),
            Scene("The new text is noted anew", changing.note_again),
            Scene("Exactly those missing are reminded", reminding.remind),
            Scene("Two agents go away for days", returning.leave),
            Scene("The author withdraws it everywhere", changing.withdraw),
            Scene("Another update asks before Got it counts", partial(check_knowledge, plot)),
            Scene("A shift begins with what changed", returning.begin_shift),
            Scene("Back at work, they catch up", returning.come_back),
            Scene("Agents of two sides report the same fault", partial(report_and_tell, plot)),
            Scene("Planned for each team's own morning", partial(plan_for_mornings, plot)),
            *Thanking(plot).scenes(),
            Scene("A customer's praise becomes a shoutout", partial(praise, plot)),
            Scene("A weekly sync is set up once", weeks.set_up),
            Scene("Four weeks, a holiday and a change of clocks", weeks.run),
            *Pulse(plot).scenes(),
            Scene("The bot stops", partial(opening.stop, plot)),
        ]

    async def tell(self, audience: Audience) -> Record:
        """Play all scenes; what goes wrong is in the record, with what was expected and what came."""
        record = await tell(self.scenes(), audience)
        if self.plot.published and not self.plot.evidence.deliveries:
            self.plot.evidence = await self.plot.read()
        return record
