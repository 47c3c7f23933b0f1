"""The addresses under which programs publish updates and ask what became of them."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.capabilities.updates import proof
from bot.capabilities.updates.elsewhere import answers, correction, publication
from bot.capabilities.updates.elsewhere.asked import Correction, NewUpdate, Withdrawal
from bot.capabilities.updates.proof import receipt_of, visible
from bot.capabilities.updates.proof_sheet import MEDIA_TYPE, sheet_of
from bot.capabilities.updates.publish import Paces
from bot.capabilities.updates.store import UpdateState
from bot.capability import Acting, Asked, Document, EndpointOffer
from bot.people.tokens import Purpose


@dataclass(frozen=True)
class Endpoints:
    """Handlers that need to know the paces of the platforms."""

    paces: Paces

    async def publish(self, acting: Acting, asked: Asked) -> answers.Published:
        """Publishes an update to all channels of its audience at once."""
        assert isinstance(asked.body, NewUpdate)
        release = await publication.publish(acting, asked.body, self.paces)
        return answers.Published(
            id=release.known.public_id,
            state="planned" if release.known.state is UpdateState.PLANNED else "published",
            channels=len(release.resolved.channels),
            people=len(release.resolved.expected()),
        )

    async def correct(self, acting: Acting, asked: Asked) -> answers.Corrected:
        """Has every copy say something else from now on."""
        assert isinstance(asked.body, Correction)
        known = await correction.to_be_changed(acting, asked.path["id"])
        planned = await correction.correct(acting, known, asked.body, self.paces)
        return answers.Corrected(
            id=known.public_id,
            version=known.version,
            channels=planned.copies.channels,
            people=len(planned.asked),
        )

    async def withdraw(self, acting: Acting, asked: Asked) -> answers.Withdrawn:
        """Has every copy say that it no longer holds."""
        assert isinstance(asked.body, Withdrawal)
        known = await correction.to_be_changed(acting, asked.path["id"])
        copies = await correction.withdraw(acting, known, asked.body, self.paces)
        return answers.Withdrawn(id=known.public_id, channels=copies.channels)


async def show(acting: Acting, asked: Asked) -> answers.Update:
    """Where an update stands, with its receipt as far as whoever asks may see it."""
    known, sides = await visible(acting, asked.path["id"])
    receipt = await receipt_of(acting, known, sides)
    return answers.Update(
        id=known.public_id,
        state="withdrawn" if known.state is UpdateState.WITHDRAWN else "published",
        title=receipt.title,
        version=known.version,
        published_at=known.published_at,
        withdrawn_at=known.withdrawn_at,
        says=await correction.says(acting, known) if receipt.title else None,
        receipt=receipt,
    )


class ReceiptQuery(BaseModel):
    """How a receipt is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "csv"] = "json"
    names: bool = Field(default=False, description="With the names that the token's person may see.")


async def export(acting: Acting, asked: Asked) -> answers.Receipt | Document:
    """The receipt as a file; the admins of each side that is in it see that it was taken."""
    query = asked.query
    assert isinstance(query, ReceiptQuery)
    receipt = await proof.export(acting, asked.path["id"], names=query.names)
    return Document(MEDIA_TYPE, sheet_of(receipt)) if query.format == "csv" else receipt


def endpoints(paces: Paces) -> tuple[EndpointOffer, ...]:
    """All of them."""
    handlers = Endpoints(paces)
    return (
        EndpointOffer(
            "POST",
            "/updates",
            "Publish an update",
            frozenset({Purpose.UPDATES}),
            handlers.publish,
            answers.Published,
            body=NewUpdate,
            status=201,
        ),
        EndpointOffer(
            "PATCH",
            "/updates/{id}",
            "Correct an update",
            frozenset({Purpose.UPDATES}),
            handlers.correct,
            answers.Corrected,
            body=Correction,
        ),
        EndpointOffer(
            "POST",
            "/updates/{id}/withdrawal",
            "Withdraw an update",
            frozenset({Purpose.UPDATES}),
            handlers.withdraw,
            answers.Withdrawn,
            body=Withdrawal,
            status=201,
        ),
        EndpointOffer(
            "GET",
            "/updates/{id}",
            "See where an update stands",
            frozenset({Purpose.UPDATES, Purpose.RECEIPTS}),
            show,
            answers.Update,
            reads=True,
        ),
        EndpointOffer(
            "GET",
            "/updates/{id}/receipt",
            "Export the receipt of an update",
            frozenset({Purpose.UPDATES, Purpose.RECEIPTS}),
            export,
            answers.Receipt,
            query=ReceiptQuery,
            documents=("text/csv",),
        ),
    )
