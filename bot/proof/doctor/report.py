"""The examination in the terminal: grouped, a sign for each finding, the remedy below what is not well."""

from typing import assert_never

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.ports import Verdict
from bot.proof.doctor.examination import Examination


def show(examination: Examination, console: Console | None = None) -> None:
    """Prints all groups and, at the end, how many findings want something."""
    out = console or Console(highlight=False)
    for group in examination.groups:
        out.print(Text(group.title, style="bold"))
        rows = Table.grid(padding=(0, 1, 0, 0))
        for finding in group.findings:
            sign, style = _sign(finding.verdict)
            said = Text.assemble((finding.about, "bold"), ": ", finding.says)
            if finding.remedy and finding.verdict is not Verdict.OK:
                said.append(f"\n→ {finding.remedy}", style="cyan")
            rows.add_row(Text(f"  {sign}", style=style), said)
        out.print(rows)
        out.print()
    out.print(_summary(examination))


def _sign(verdict: Verdict) -> tuple[str, str]:
    match verdict:
        case Verdict.OK:
            return "✓", "green"
        case Verdict.WARNING:
            return "!", "yellow"
        case Verdict.FAILED:
            return "✗", "red"
        case _:
            assert_never(verdict)


def _summary(examination: Examination) -> Text:
    failed, warned = examination.count(Verdict.FAILED), examination.count(Verdict.WARNING)
    if not failed and not warned:
        return Text("All is well.", style="green")
    parts = [f"{failed} failed" if failed else "", f"{warned} to look at" if warned else ""]
    return Text(", ".join(part for part in parts if part) + ".", style="red" if failed else "yellow")
