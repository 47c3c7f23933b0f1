"""Settings and the address, as far as they can be judged without asking anybody."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.ports import Finding, Verdict
from bot.settings import Settings, is_loopback


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """Every problem of the settings, which platforms are on, and whether the outside can call the address."""
    for problem in settings.problems():
        says, colon, remedy = problem.partition(": ")
        yield Finding("Settings", Verdict.FAILED, f"{says}." if colon else says, _sentence(remedy))
    if not settings.problems():
        yield Finding("Settings", Verdict.OK, f"The bot can start with them; {_platforms(settings)}.")
    if settings.danger:
        yield Finding(
            "Mode",
            Verdict.WARNING,
            settings.danger,
            "Set INSTEP_MODE=production before anyone else can reach this machine.",
        )
    yield from _address(settings)
    if not settings.instep_admins and not settings.slack_client_id:
        yield Finding(
            "First admin",
            Verdict.WARNING,
            "Nobody is named as the first admin.",
            "Set INSTEP_ADMINS to your e-mail address or user id, so that somebody can set Instep up.",
        )


def _platforms(settings: Settings) -> str:
    on = []
    if settings.slack_on:
        on.append("Slack over Socket Mode" if settings.slack_app_token else "Slack over HTTP")
    if settings.teams_on:
        on.append("Teams")
    return f"{' and '.join(on)} {'are' if len(on) > 1 else 'is'} on"


def _address(settings: Settings) -> Iterator[Finding]:
    called = settings.teams_on or (settings.slack_on and not settings.slack_app_token) or bool(settings.slack_client_id)
    if settings.development or not called:
        return
    if not settings.instep_base_url:
        yield Finding(
            "Address",
            Verdict.FAILED,
            "The platforms call Instep over HTTPS, but INSTEP_BASE_URL is not set.",
            "Set it to the public address, such as https://instep.example.com.",
        )
        return
    parts = urlsplit(settings.instep_base_url)
    if is_loopback(parts.hostname or ""):
        yield Finding(
            "Address",
            Verdict.FAILED,
            f"Nobody but this machine can reach {settings.instep_base_url}.",
            "Set INSTEP_BASE_URL to the public address, and have a reverse proxy pass it on to INSTEP_PORT.",
        )
    elif parts.path or parts.query or "." not in (parts.hostname or ""):
        yield Finding(
            "Address",
            Verdict.WARNING,
            f"{settings.instep_base_url} does not look like a public address of its own.",
            "Instep's paths (/slack/…, /api/messages) follow it directly; check that the proxy passes them on.",
        )
    else:
        yield Finding("Address", Verdict.OK, f"The platforms are to call {settings.instep_base_url}.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
