"""Where the parameters of a real connection come from."""

from __future__ import annotations

import pytest

import ecomsim
from ecomsim.backends import snowflake


def test_variables_give_the_parameters_and_arguments_win() -> None:
    environment = {"SNOWFLAKE_ACCOUNT": "org-acc", "SNOWFLAKE_USER": "u", "SNOWFLAKE_ROLE": "r", "HOME": "/home/u"}
    assert snowflake.resolve({"role": "other"}, environment) == {"account": "org-acc", "user": "u", "role": "other"}


def test_a_named_connection_is_enough() -> None:
    environment = {"SNOWFLAKE_DEFAULT_CONNECTION_NAME": "dev"}
    assert snowflake.resolve({}, environment) == {"connection_name": "dev"}


def test_nothing_configured_says_what_to_set() -> None:
    with pytest.raises(ecomsim.InterfaceError, match="SNOWFLAKE_ACCOUNT") as caught:
        snowflake.resolve({}, {"SNOWFLAKE_USER": "u"})
    assert caught.value.errno == 251001


def test_the_clock_of_a_real_account_cannot_be_chosen() -> None:
    with pytest.raises(ecomsim.InterfaceError, match="its own clock"):
        ecomsim.connect(backend="snowflake", clock="virtual")


def test_unknown_backends_and_options_are_refused() -> None:
    with pytest.raises(ecomsim.InterfaceError, match="oracle"):
        ecomsim.connect(backend="oracle")  # type: ignore[arg-type]
    with pytest.raises(ecomsim.InterfaceError, match="passwort"):
        ecomsim.connect(passwort="x")
    with pytest.raises(ecomsim.ProgrammingError, match="Invalid paramstyle"):
        ecomsim.connect(paramstyle="named")
