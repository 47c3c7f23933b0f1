"""Erasing the people of a partner that has left, on the agreed day."""

from bot.capabilities.setup import notices
from bot.capabilities.setup.messages import partners as said
from bot.capabilities.setup.store import people, standing
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Subject
from bot.people import partners


async def erase_partner(job: JobContext, work: Work) -> None:
    """Has every capability take the partner's people out, then the directory; totals stay. Admins are told."""
    now = job.clocks.calendar.now()
    erasures = [capability.erase_person for capability in job.offers.capabilities if capability.erase_person]
    async with job.write() as session:
        if not await job.done(session):
            return
        before = {side.id: await partners.preview(session, side) for side in await standing.leaving_sides(session)}
        for side_id in await partners.erase_due(session, now.date(), now, erasures):
            name, count = before[side_id].name, before[side_id].people
            posts = [
                notices.post_to(admin, said.partner_erased(Texts(admin.locale), name, count), "erased")
                for admin in await people.admins_told(session)
            ]
            await job.outbox(session).publish(Subject("setup.partner", side_id), posts)
