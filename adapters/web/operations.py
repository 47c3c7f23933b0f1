"""What an operator's tools ask of a running process: is it alive, is it ready, how is it doing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

Check = Callable[[], Awaitable[str | None]]
"""Looks at one thing that readiness depends on; gives a sentence if it is not well."""


@dataclass(frozen=True)
class Figure:
    """One figure by its labels. `counter` for what only grows, else it is a gauge."""

    name: str
    help: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]
    counter: bool = False


class _Figures(Collector):
    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = tuple(figures)

    def collect(self) -> Iterable[Metric]:
        for figure in self._figures:
            kind = CounterMetricFamily if figure.counter else GaugeMetricFamily
            family = kind(figure.name, figure.help, labels=figure.labels)
            for labels, value in figure.values.items():
                family.add_metric(labels, value)
            yield family


class Operations:
    """The three pages. `figures` is asked anew at every scrape."""

    def __init__(self, checks: Mapping[str, Check], figures: Callable[[], Awaitable[Iterable[Figure]]]) -> None:
        self._checks = dict(checks)
        self._figures = figures

    def routes(self) -> list[web.RouteDef]:
        """For the application to mount."""
        return [
            web.get("/healthz", self._alive),
            web.get("/readyz", self._ready),
            web.get("/metrics", self._metrics),
        ]

    async def _alive(self, request: web.Request) -> web.Response:
        """200 as long as the event loop answers."""
        return web.json_response({"alive": True})

    async def _ready(self, request: web.Request) -> web.Response:
        """200 if requests can be served; else 503, with a sentence for each thing that is not well."""
        problems = {name: problem for name, check in self._checks.items() if (problem := await check())}
        return web.json_response({"ready": not problems, "problems": problems}, status=503 if problems else 200)

    async def _metrics(self, request: web.Request) -> web.Response:
        """The figures as Prometheus reads them."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Figures(await self._figures()))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
