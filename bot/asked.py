"""What programs and files say is read strictly: nothing that no field knows, and no character that cannot be kept."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

NOW = "now"
"""In the context of a check: the present by the calendar clock, for fields that must not be ahead of it."""

LONGEST_WORD = 320
"""Characters of what names a team or a person."""


def _storable(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("text", "Take out the character NUL, which no message can show.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("text", "Take out the half of a character, which no message can show.")
    return value


AsWritten = Annotated[str, AfterValidator(_storable)]
"""Text with the spaces around it."""

Text = Annotated[AsWritten, AfterValidator(str.strip)]
Word = Annotated[Text, Field(max_length=LONGEST_WORD)]


class Strict(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(BaseModel):
    """What is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
