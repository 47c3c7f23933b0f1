"""A correction takes no longer than the paces force it to, with its progress shown."""

import pytest

from bot.proof.bench.corrections import simulate


@pytest.mark.parametrize("channels", [60, 1_000])
def test_editing_many_channels_takes_what_the_paces_force(channels: int) -> None:
    assert 1.0 <= simulate(channels, 0.15) <= 1.05
