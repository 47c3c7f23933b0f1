"""Who watches a story: a terminal with panels side by side, or plain lines for a log."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.panel import Panel as Box
from rich.rule import Rule
from rich.status import Status
from rich.text import Text

from bot.proof.reading import Line, Weight
from bot.proof.steps import Panel, Step

WIDEST = 110
"""Characters of a panel row; wider lines are hard to read."""

NARROW = 80
"""Characters of a terminal below which panels stand one above the other."""

_STYLES = {Weight.TITLE: "bold", Weight.TEXT: "", Weight.QUIET: "dim", Weight.BUTTONS: "cyan"}


class Lines:
    """One line for each step, `ok  step: detail`, as a log keeps them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begins(self, name: str) -> None:
        """Says nothing: a log has no use for what may still fail."""

    def ended(self, step: Step) -> None:
        mark = "ok  " if step.ok else "FAILED  " if step.tried else "--  "
        self._console.out(f"{mark}{step.name}: {step.detail}", highlight=False)


@dataclass
class Terminal:
    """The same for somebody who watches: what is going on, and the cards as they are seen on both platforms."""

    console: Console
    _status: Status | None = None

    def opens(self, title: str, line: str) -> None:
        """The heading."""
        self.console.print()
        self.console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
        self.console.print(Text(line, style="dim"))
        self.console.print()

    def begins(self, name: str) -> None:
        self._status = self.console.status(Text(f"{name} …", style="dim"), spinner="dots")
        self._status.start()

    def ended(self, step: Step) -> None:
        self.breaks_off()
        if not step.tried:
            return
        mark = Text("✓ ", style="green") if step.ok else Text("✗ ", style="bold red")
        took = Text(f"  {step.seconds:.1f} s", style="dim") if step.seconds >= 0.1 else Text()
        self.console.print(Text.assemble(mark, (step.name, "bold"), took))
        for line in step.detail.splitlines():
            self.console.print(Text(f"  {line}", style="" if step.ok else "red"))
        if step.panels:
            self.console.print(_beside([_boxed(panel) for panel in step.panels], self._width))
        self.console.print()

    def breaks_off(self) -> None:
        """Give the cursor back, if something was still going on."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def closes(self, text: str, *, ok: bool) -> None:
        """The last line."""
        self.console.print(Rule(style="dim"))
        self.console.print(Text(text, style="green" if ok else "bold red"))

    @property
    def _width(self) -> int:
        return min(self.console.width, WIDEST)


def _boxed(panel: Panel) -> Box:
    return Box(Group(*[_line(line) for line in panel.lines]), title=Text(panel.title, style="dim"), title_align="left")


def _line(line: Line) -> Text:
    return Text(line.text, style=_STYLES[line.weight])


def _beside(boxes: Sequence[Box], width: int) -> RenderableType:
    if width < NARROW or len(boxes) == 1:
        for box in boxes:
            box.width = min(width, NARROW)
        return Group(*boxes)
    for box in boxes:
        box.width = width // len(boxes) - 1
    return Columns(boxes, padding=(0, 1))
