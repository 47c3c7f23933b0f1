"""The API as programs meet it: a real server on loopback, over the stage of updates."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from adapters.web.api import Api
from adapters.web.api.allowance import Allowance
from bot.people import tokens
from bot.people.model import Person
from bot.people.tokens import Purpose

UPDATE = {"title": "Refunds need no supervisor", "changed": "Up to €200.", "audience": "Everyone"}


@dataclass
class Program:
    """A release pipeline with a token."""

    stage: Any
    http: ClientSession
    origin: str
    token: str = ""
    keys: int = 0
    made: int = 0

    async def has_token(
        self,
        person: str = "Ines",
        purpose: Purpose = Purpose.UPDATES,
        until: datetime | None = None,
        name: str = "",
    ) -> str:
        """Makes a token that acts as this person, and goes on with it."""
        async with self.stage.database.write() as session:
            found = (await session.scalars(select(Person).where(Person.name == person))).one()
            now = self.stage.clocks.machine.now()
            self.made += 1
            self.token = await tokens.create(
                session, None, name or f"{person} {self.made}", purpose, found.id, now, until
            )
        return self.token

    async def ask(self, method: str, path: str, key: str | None = "", **options: Any) -> ClientResponse:
        """Asks as a well-behaved program does; `key` None for none at all."""
        self.keys += 1
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        if method != "GET" and key is not None:
            headers["Idempotency-Key"] = key or f"key-{self.keys}"
        return await self.http.request(method, f"{self.origin}/api{path}", headers=headers, **options)

    @classmethod
    @asynccontextmanager
    async def over(cls, stage: Any) -> AsyncIterator[Self]:
        """A program without a token yet, over the API of a stage."""
        allowance = Allowance(stage.clocks.machine, 60)
        app = web.Application()
        app.add_routes(Api(stage.database, stage.offers, stage.clocks, stage.platforms, allowance=allowance).routes())
        async with TestServer(app) as server, ClientSession() as http:
            yield cls(stage, http, str(server.make_url("")).rstrip("/"))

    async def publishes(self, key: str | None = "", **fields: Any) -> ClientResponse:
        return await self.ask("POST", "/updates", key, json={**UPDATE, **fields})


@pytest.fixture
async def program(stage: Any) -> AsyncIterator[Program]:
    """A program with a token of Ines, who may publish."""
    async with Program.over(stage) as program:
        await program.has_token()
        yield program
