"""Setting something up and changing it in chat, step by step: the form, the look before, and then it holds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from bot.capability import Acting, Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Message
from bot.people.access import Actor
from bot.people.refusal import Refused
from bot.setting_up.checking import Mistaken
from bot.setting_up.forms import Begun, Looked
from bot.setting_up.seen import Seen
from bot.setting_up.typed import Typed
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id
from bot.storage.drafts import Draft, Drafts
from bot.storage.sessions import Session

Words = TypeVar("Words", bound=Typed)
"""What stands in its form."""

There = TypeVar("There", bound=Seen)
"""One that is set up."""

Meant = TypeVar("Meant")
"""What was typed, checked."""

Comes = TypeVar("Comes")
"""What comes of it."""


Found_co = TypeVar("Found_co", covariant=True)


class Called(Protocol[Found_co]):
    """One that is active, if whoever acts may see it; locked where it is about to be changed."""

    async def __call__(self, acting: Acting, public_id: str, *, lock: bool = False) -> Found_co | None: ...


@dataclass(frozen=True)
class Flow(Generic[Words, There, Meant, Comes]):
    """The steps, and what of them is each kind of thing's own.

    `may_begin` says why somebody may set up none at all; `known` is one of this id, ended or not. `empty` is
    the form of a new one, `present` that of one that is there, which began from `template`. `settled` checks what was
    typed, `carried_out` has it be so (it may be undone): both raise Mistaken. `done` answers once it holds, and is told
    whether that was a change; `shown` is one as it is now, below what is said of it.
    """

    drafts: Drafts[Any]
    typed: type[Words]
    may_begin: Callable[[Actor], str | None]
    called: Called[There]
    known: Callable[[Session, str], Awaitable[object | None]]
    empty: Callable[[Acting], Awaitable[Words]]
    present: Callable[[Acting, There], Awaitable[Words]]
    template: Callable[[There], str]
    form: Callable[[Acting, Words, Begun], Awaitable[Form]]
    settled: Callable[[Acting, Words, There | None], Awaitable[Meant]]
    carried_out: Callable[[Acting, Meant, There | None, str], Awaitable[Comes]]
    preview: Callable[[Acting, Meant, Comes, Looked], Form]
    done: Callable[[Context, Meant, Comes, bool], Awaitable[Answer]]
    shown: Callable[[Context, There, str], Awaitable[Answer]]
    gone: Callable[[Context], Message]

    async def new(self, context: Context, inbound: Press) -> Answer:
        """*Set up*, wherever it stands."""
        return await self.begin(context, "")

    async def by_words(self, context: Context, inbound: Command) -> Answer:
        """The command with `new`, and the name that it gets."""
        return await self.begin(context, " ".join(inbound.text.split()))

    async def begin(self, context: Context, name: str) -> Answer:
        """The form, with what was begun before."""
        self._require_to_begin(context)
        kept = await self.drafts.newest(context.session, context.actor.person_id, None)
        if kept is not None and not name:
            return await self._begun(context, kept, "", again=True)
        return await self._form(context, replace(await self.empty(context), name=name), Begun(new_public_id()))

    async def change(self, context: Context, inbound: Press) -> Answer:
        """*Change*: the same form with the present values, or with what of it was changed and not saved."""
        present = await self.called(context, inbound.object_id)
        return Answer(message=self.gone(context)) if present is None else await self.to_change(context, present)

    async def to_change(self, context: Context, present: There) -> Answer:
        """The form in which one is changed."""
        require_change(present)
        kept = await self.drafts.newest(context.session, context.actor.person_id, present.about.id)
        if kept is not None:
            return await self._begun(context, kept, present.about.public_id, again=True)
        return await self._present_form(context, present)

    async def back(self, context: Context, inbound: FormPressed) -> Answer:
        """*Change* below the look before: the form again, as it was."""
        kept = await self.drafts.called(context.session, inbound.object_id, context.actor.person_id)
        if kept is None:
            return await self.saved_already(context, inbound)
        return await self._begun(context, kept, changed(inbound))

    async def anew(self, context: Context, inbound: FormPressed) -> Answer:
        """*Start anew*: what had been begun is forgotten."""
        present = await self.to_be_changed(context, inbound.state)
        if isinstance(present, Answer):
            return present
        await self.drafts.forget(context.session, context.actor.person_id, present.about.id if present else None)
        if present is not None:
            return await self._present_form(context, present)
        return await self._form(context, await self.empty(context), Begun(new_public_id()))

    async def usual(self, context: Context, inbound: FormPressed) -> Answer:
        """*Fill in the usual*: the form with what is usual for what was chosen to begin from."""
        typed = self.typed.of_form(inbound.values).completed()
        says = typed.says_of_usual(context.t)
        return await self._form(context, typed.with_usual(), Begun(inbound.object_id, says=says))

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps what was typed and shows what comes of it; sending the same form twice keeps it once."""
        present = await self.to_be_changed(context, inbound.state)
        if isinstance(present, Answer):
            return present
        typed = self.typed.of_form(inbound.values, self.template(present) if present else "").completed()
        draft_id = inbound.object_id
        if len(draft_id) != PUBLIC_ID_LENGTH or (present is None and await self.known(context.session, draft_id)):
            return await self.saved_already(context, inbound)
        about = present.about.id if present else None
        kept = await self.drafts.keep(
            context.session, draft_id, context.actor.person_id, about, typed.kept(), context.now
        )
        if kept is None:
            return Answer(message=self.gone(context))
        return await self.look_before(context, kept, present)

    async def hold(self, context: Context, inbound: FormSubmitted) -> Answer:
        """What stands below the look before: it is done; sent twice, it is done once."""
        session, actor = context.session, context.actor
        kept = await self.drafts.called(session, inbound.object_id, actor.person_id, lock=True)
        if kept is None:
            return await self.saved_already(context, inbound)
        present = await self.to_be_changed(context, changed(inbound))
        if isinstance(present, Answer):
            return present
        if inbound.state.partition(".")[2] != str(kept.revision):
            return await self.look_before(context, kept, present)
        trial = await session.begin_nested()
        try:
            wanted = await self.settled(context, self.typed.read(kept.typed), present)
            found = await self.carried_out(context, wanted, present, kept.public_id)
        except Mistaken as mistaken:
            # What it depends on has changed since it was looked at.
            await trial.rollback()
            return await self.to_mend(context, kept, inbound, mistaken)
        await trial.commit()
        await session.delete(kept)
        return await self.done(context, wanted, found, present is not None)

    # --- parts --------------------------------------------------------------------------------------------------------

    async def to_be_changed(self, context: Context, public_id: str) -> There | Answer | None:
        """The one that a form changes, None for a new one; or what to answer where there is none any more."""
        if not public_id:
            self._require_to_begin(context)
            return None
        present = await self.called(context, public_id, lock=True)
        if present is None:
            return Answer(message=self.gone(context))
        require_change(present)
        return present

    async def saved_already(self, context: Context, inbound: FormPressed | FormSubmitted) -> Answer:
        """What was saved already, as it is now."""
        found = await self.called(context, changed(inbound) or inbound.object_id)
        if found is None:
            return Answer(message=self.gone(context))
        return await self.shown(context, found, context.t("This was saved already."))

    async def to_mend(
        self, context: Context, kept: Draft, inbound: FormPressed | FormSubmitted, mistaken: Mistaken
    ) -> Answer:
        """The form again, with what keeps it from being as it is typed."""
        return await self._begun(context, kept, changed(inbound), says=tuple(mistaken.by_field.values()))

    def _require_to_begin(self, context: Context) -> None:
        if refusal := self.may_begin(context.actor):
            raise Refused(refusal)

    async def look_before(self, context: Context, kept: Draft, present: There | None, *, says: str = "") -> Answer:
        """What would come of it; nothing of it is kept but the draft. `says` was just done."""
        trial = await context.session.begin_nested()
        try:
            wanted = await self.settled(context, self.typed.read(kept.typed), present)
            found = await self.carried_out(context, wanted, present, kept.public_id)
            state = f"{present.about.public_id if present else ''}.{kept.revision}"
            looked = Looked(kept.public_id, state, present is not None, says)
            return Answer(form=self.preview(context, wanted, found, looked))
        except Mistaken as mistaken:
            return Answer(errors=FieldErrors(mistaken.in_form))
        finally:
            await trial.rollback()

    async def _present_form(self, context: Context, present: There) -> Answer:
        begun = Begun(new_public_id(), present.about.public_id)
        return await self._form(context, await self.present(context, present), begun)

    async def _begun(
        self, context: Context, kept: Draft, changes: str, *, again: bool = False, says: tuple[str, ...] = ()
    ) -> Answer:
        typed = self.typed.read(kept.typed)
        return await self._form(context, typed, Begun(kept.public_id, changes, again, says))

    async def _form(self, context: Context, typed: Words, begun: Begun) -> Answer:
        return Answer(form=await self.form(context, typed, begun))


def changed(inbound: FormPressed | FormSubmitted) -> str:
    """The id of what a look before changes; nothing for a new one."""
    return inbound.state.partition(".")[0]


def require_change(present: Seen) -> None:
    """Raises Refused for whoever may only look at it."""
    if present.refusal is not None:
        raise Refused(present.refusal)
