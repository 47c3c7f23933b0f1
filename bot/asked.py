"""What programs and files say is read strictly: nothing that no field knows, and no character that cannot be kept."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

LONGEST_WORD = 320
"""Characters of what names a team or a person."""


def storable(value: str) -> str:
    """The text without spaces around it, if it can be kept and shown."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("text", "Take out the characters that no message can show.")
    return value.strip()


Text = Annotated[str, AfterValidator(storable)]
Word = Annotated[str, AfterValidator(storable), Field(max_length=LONGEST_WORD)]


class Strict(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(BaseModel):
    """What is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
