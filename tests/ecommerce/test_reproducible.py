"""Two simulations with the same data and seed leave the same rows in every table and say the same in every history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ecomsim
from ecomsim.ecommerce import deploy, load, simulate, status
from ecomsim.ecommerce.fingerprint import fingerprint
from ecomsim.ecommerce.generator import generate

START = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 2


def lived(seed: int) -> dict[str, str]:
    """The fingerprint of two days of a small shop, which writes every four hours."""
    with ecomsim.connect(clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        load.load(connection, generate(scale=0.02, seed=seed, today=status.now(connection).replace(tzinfo=None)))
        traffic = simulate.simulate(
            connection, minutes=DAYS * 24 * 60, seed=seed, pace=30.0, virtual_step=timedelta(hours=4)
        )
        assert traffic["orders"] > 0
        return fingerprint(connection)


def test_the_same_seed_gives_the_same_account() -> None:
    assert lived(7) == lived(7)
