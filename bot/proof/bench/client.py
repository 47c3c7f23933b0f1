"""`python -m bot.proof.bench.client '<task as JSON>'`: one client against the target, in a process of its own."""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict

import structlog

from bot.delivery.pace import Bucket, MethodPace, PaceRules
from bot.delivery.sender import SenderOptions
from bot.memory import set_aside_what_stays
from bot.migrations.upgrade import upgrade
from bot.proof.bench import alone, pipeline
from bot.proof.bench.tasks import Sent, Task

ALONE = {"aiohttp": alone.aiohttp_alone, "slack_sdk": alone.slack_sdk_alone, "connector": alone.connector_alone}
WAYS: Mapping[str, pipeline.Way] = {"plain": pipeline.plain, "slack": pipeline.slack, "teams": pipeline.teams}


async def send(task: Task) -> Sent:
    """Do it, and say how long it took."""
    set_aside_what_stays()
    if task.client in ALONE:
        used, began = _cpu(), time.monotonic()
        await ALONE[task.client](task.url, task.count, task.in_flight)
        return Sent(time.monotonic() - began, _cpu() - used)
    await upgrade(task.database_url)
    rules = PaceRules({"all": Bucket(task.rate)}, otherwise=MethodPace("all")) if task.rate else PaceRules()
    if task.client == "rows":
        return Sent(enqueued=await pipeline.write_plainly(task.database_url, task.count))
    way, options = WAYS[task.client], SenderOptions(in_flight=task.in_flight)
    async with pipeline.prepared(task.database_url, way, task.url, task.count, rules, options) as ours:
        began = time.monotonic()
        await ours.publish()
        enqueued = time.monotonic() - began
        if not task.url:
            return Sent(enqueued=enqueued)
        used, began = _cpu(), time.monotonic()
        await ours.drain()
        sent = Sent(time.monotonic() - began, _cpu() - used, enqueued)
        if (delivered := await ours.delivered()) != task.count:
            raise RuntimeError(f"{delivered} of {task.count} were delivered")
        return sent


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # the output is the result
    sys.stdout.write(json.dumps(asdict(asyncio.run(send(Task(**json.loads(sys.argv[1])))))) + "\n")
