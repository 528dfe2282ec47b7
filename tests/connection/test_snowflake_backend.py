"""Where the parameters of a real connection come from."""

from __future__ import annotations

from pathlib import Path

import pytest

import ecomsim
from ecomsim.backends import connections


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose Snowflake folder holds two connections and a default."""
    (tmp_path / "connections.toml").write_text(
        '[dev]\naccount = "org-dev"\nuser = "d"\nauthenticator = "externalbrowser"\n'
        '[prod]\naccount = "org-prod"\nuser = "p"\nprivate_key_path = "/keys/p.p8"\nport = 443\n'
    )
    (tmp_path / "config.toml").write_text('default_connection_name = "dev"\n[connections.old]\naccount = "org-old"\n')
    return {"SNOWFLAKE_HOME": str(tmp_path)}


def test_variables_give_the_parameters_and_arguments_win(tmp_path: Path) -> None:
    environment = {
        "SNOWFLAKE_ACCOUNT": "org-acc",
        "SNOWFLAKE_USER": "u",
        "SNOWFLAKE_ROLE": "r",
        "SNOWFLAKE_HOME": str(tmp_path),
        "SNOWFLAKE_PRIVATE_KEY_PATH": "/k.p8",
        "SNOWFLAKE_PORT": "8765",
    }
    assert connections.resolve({"role": "other"}, environment) == {
        "account": "org-acc",
        "user": "u",
        "role": "other",
        "private_key_file": "/k.p8",
        "port": 8765,
    }


def test_a_named_connection_is_read_and_its_parameters_are_handed_on(home: dict[str, str]) -> None:
    found = connections.resolve({"connection_name": "prod"}, home)
    assert found == {"account": "org-prod", "user": "p", "private_key_file": "/keys/p.p8", "port": 443}
    assert connections.resolve({}, {**home, "SNOWFLAKE_DEFAULT_CONNECTION_NAME": "prod"}) == found


def test_the_default_connection_is_taken_when_nothing_else_is_said(home: dict[str, str]) -> None:
    assert connections.resolve({}, home)["authenticator"] == "externalbrowser"


def test_an_account_of_variables_is_not_mixed_with_a_default_connection(home: dict[str, str]) -> None:
    found = connections.resolve({}, {**home, "SNOWFLAKE_ACCOUNT": "org-trial", "SNOWFLAKE_USER": "t"})
    assert found == {"account": "org-trial", "user": "t"}


def test_variables_of_the_connection_win_over_the_file_and_general_ones_do_not(home: dict[str, str]) -> None:
    environment = {
        **home,
        "SNOWFLAKE_CONNECTIONS_PROD_USER": "ci",
        "SNOWFLAKE_USER": "nobody",
        "SNOWFLAKE_WAREHOUSE": "W",
    }
    found = connections.resolve({"connection_name": "prod", "role": "R"}, environment)
    assert (found["user"], found["warehouse"], found["role"], found["account"]) == ("ci", "W", "R", "org-prod")


def test_config_toml_serves_where_there_is_no_connections_toml(home: dict[str, str]) -> None:
    Path(home["SNOWFLAKE_HOME"], "connections.toml").unlink()
    assert connections.resolve({"connection_name": "old"}, home) == {"account": "org-old"}


def test_connections_may_be_a_variable(home: dict[str, str]) -> None:
    environment = {**home, "SNOWFLAKE_CONNECTIONS": '[ci]\naccount = "org-ci"\n'}
    assert connections.resolve({"connection_name": "ci"}, environment) == {"account": "org-ci"}


def test_an_unknown_connection_lists_the_known_ones(home: dict[str, str]) -> None:
    with pytest.raises(ecomsim.InterfaceError, match=r"named 'prd'\. The files define: dev, prod"):
        connections.resolve({"connection_name": "prd"}, home)


def test_a_file_that_is_no_toml_is_named(home: dict[str, str]) -> None:
    Path(home["SNOWFLAKE_HOME"], "connections.toml").write_text("account: x\n")
    with pytest.raises(ecomsim.InterfaceError, match=r"connections\.toml is not TOML"):
        connections.resolve({}, home)


def test_nothing_configured_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ecomsim.InterfaceError, match="SNOWFLAKE_ACCOUNT") as caught:
        connections.resolve({}, {"SNOWFLAKE_USER": "u", "SNOWFLAKE_HOME": str(tmp_path)})
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
