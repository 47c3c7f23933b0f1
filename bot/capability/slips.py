"""What stands above a form that typed words have opened, where they were perhaps to be another command."""

from bot.capability.acting import Context


def perhaps_meant(context: Context, typed: str, command: str) -> str:
    """The command whose words these resemble; nothing where they resemble none."""
    meant = context.offers.meant(typed, context.actor, context.t, within=command)
    if not meant:
        return ""
    return context.t("If you meant “{typed}”, close this and write that.", typed=context.command(meant))


def no_story(context: Context, typed: str, command: str) -> str:
    """The same where a single word cannot be meant as it is: it may be a command, and all of them are listed."""
    if len(typed.split()) != 1:
        return perhaps_meant(context, typed, command)
    listed = context.t("If you meant a command: {command} lists them.", command=context.command(f"{command} help"))
    return perhaps_meant(context, typed, command) or listed
