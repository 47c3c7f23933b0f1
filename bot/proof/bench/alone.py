"""The controls: what the libraries themselves reach against the target, with nothing of ours around them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import aiohttp
from botbuilder.schema import Activity, ConversationParameters
from botframework.connector import ConnectorClient
from botframework.connector.auth import MicrosoftAppCredentials
from slack_sdk.web.async_client import AsyncWebClient

Post = Callable[[int], Awaitable[object]]

TEXT = "Refunds over €50 no longer need a supervisor"


async def aiohttp_alone(url: str, count: int, in_flight: int) -> None:
    """Bare aiohttp, as a client of the Slack API would use it."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as http:

        async def post(number: int) -> None:
            body = {"channel": f"C{number}", "text": TEXT}
            async with http.post(url, json=body) as response:
                await response.json()

        await drain(post, count, in_flight)


async def slack_sdk_alone(url: str, count: int, in_flight: int) -> None:
    """slack_sdk on a shared session, without its repetition."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as http:
        client = AsyncWebClient(token="-", base_url=url, session=http, retry_handlers=[])  # noqa: S106 - not a token
        await drain(lambda number: client.chat_postMessage(channel=f"C{number}", text=TEXT), count, in_flight)


async def connector_alone(url: str, count: int, threads: int) -> None:
    """One `ConnectorClient` on so many threads, which open a thread of a channel with each post."""
    client = ConnectorClient(MicrosoftAppCredentials.empty(), base_url=url)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(threads) as pool:

        def post(number: int) -> object:
            data = {"channel": {"id": f"19:{number}@thread.tacv2"}}
            opened = ConversationParameters(
                is_group=True, channel_data=data, activity=Activity(type="message", text=TEXT)
            )
            return client.conversations.create_conversation(opened)

        await drain(lambda number: loop.run_in_executor(pool, post, number), count, threads)
    client.close()


async def drain(post: Post, count: int, in_flight: int) -> None:
    """Make `count` posts, as many at once."""
    numbers: Iterator[int] = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await post(number)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(in_flight):
            tasks.create_task(work())
