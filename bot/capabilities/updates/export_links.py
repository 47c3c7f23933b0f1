"""*Export*: the receipt of an update as files, by links of the person's own who asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.updates import export_messages, proof, store
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.proof_sheet import MEDIA_TYPE, sheet_of
from bot.capability import Acting, Context, Declined, Document
from bot.chat.inbound import Answer, Press
from bot.people.personal_links import LIVES, Links

RECEIPT_FILE = "updates.receipt"
"""What such a link fetches."""


@dataclass(frozen=True)
class Exporting:
    """Gives links to whoever may see a receipt; None where nothing says under which address Instep is reached."""

    links: Links | None

    async def offer(self, context: Context, inbound: Press) -> Answer:
        """The button *Export*: who may is asked again when a link is used, and only then is it put down."""
        t = context.t
        try:
            known, sides = await proof.visible(context, inbound.object_id)
        except Declined as declined:
            return Answer(message=answer(str(declined), t))
        if self.links is None:
            return Answer(message=export_messages.no_address(known.public_id, t))
        kinds = [("csv", False), ("json", False)]
        if await proof.names_seen(context, known, sides):
            kinds.append(("csv", True))
        files = [
            export_messages.File(form, names, self._link(context, known.public_id, form, names))
            for form, names in kinds
        ]
        title = await store.title_of(context.session, known, t.locale)
        return Answer(message=export_messages.offered(title, files, LIVES, t))

    def _link(self, context: Context, public_id: str, form: str, names: bool) -> str:
        assert self.links is not None
        about = {"update": public_id, "form": form, "names": "yes" if names else ""}
        return self.links.to(context.actor.person_id, RECEIPT_FILE, about)


async def fetch(acting: Acting, about: Mapping[str, str]) -> Document:
    """The file that a link was made for; raises Declined where its person may not have it any more."""
    receipt = await proof.export(acting, about["update"], names=bool(about["names"]))
    name = f"receipt-{receipt.update}.{about['form']}"
    if about["form"] == "csv":
        return Document(MEDIA_TYPE, sheet_of(receipt), name)
    return Document("application/json", receipt.model_dump_json(indent=2).encode(), name)
