"""Who gets in: passwords, key pairs, disabled users, roles; and a server that others can reach."""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ecomsim", reason="starts servers of its own")

import snowflake.connector
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID
from snowflake.connector.errors import DatabaseError

from ecomsim.access import credentials
from ecomsim.errors import InterfaceError
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings, read_public_key
from tests.server.conftest import Wire


@cache
def key(number: int = 0) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def public(own: RSAPrivateKey) -> str:
    """The key as ALTER USER takes it."""
    data = own.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(data).decode()


def private(own: RSAPrivateKey) -> bytes:
    return own.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def token(
    own: RSAPrivateKey, user: str, *, account: str = "LOCAL", head: dict[str, str] | None = None, **claims: Any
) -> str:
    now = int(time.time())
    full = {
        "iss": f"LOCAL.{user}.{credentials.fingerprint(public(own))}",
        "sub": f"LOCAL.{user}",
        "iat": now,
        "exp": now + 59,
        **claims,
    }
    signed = b".".join(_part(json.dumps(part).encode()) for part in (head or {"alg": "RS256", "typ": "JWT"}, full))
    return (signed + b"." + _part(own.sign(signed, PKCS1v15(), hashes.SHA256()))).decode()


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start_one(**settings: Any) -> Server:
        servers.append(Server(Settings(port=0, **settings)).start())
        return servers[-1]

    yield start_one
    for server in servers:
        server.stop()


def log_in(server: Server, user: str, **data: Any) -> dict[str, Any]:
    query = f"?requestId={uuid.uuid4()}"
    return Wire(server.url).post(f"/session/v1/login-request{query}", {"data": {"LOGIN_NAME": user, **data}})


def with_key(server: Server, user: str, secret: str) -> dict[str, Any]:
    return log_in(server, user, AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN=secret)


def connect(server: Server, user: str, **options: Any) -> Any:
    return snowflake.connector.connect(
        user=user, account="local", host="127.0.0.1", port=server.port, protocol=server.settings.scheme, **options
    )


# --- the history of logins -----------------------------------------------------------------------------------


def test_logins_and_sessions_are_listed(start: Callable[..., Server]) -> None:
    server = start(user="admin", password="secret")
    assert not log_in(server, "admin", PASSWORD="wrong")["success"]
    assert not log_in(server, "x" * 20_000, PASSWORD="x")["success"]
    connect(server, "admin", password="secret").close()
    with connect(server, "admin", password="secret", timezone="UTC") as connection:
        cursor = connection.cursor()
        columns = "USER_NAME, IS_SUCCESS, ERROR_CODE, ERROR_MESSAGE, FIRST_AUTHENTICATION_FACTOR, CLIENT_IP"
        attempts = cursor.execute(
            f"SELECT {columns} FROM SNOWFLAKE.ACCOUNT_USAGE.LOGIN_HISTORY ORDER BY EVENT_ID"
        ).fetchall()
        wrong = ("NO", 390100, "INCORRECT_USERNAME_PASSWORD", "PASSWORD", "127.0.0.1")
        assert attempts[0] == ("ADMIN", *wrong)
        assert attempts[1] == ("X" * 10_000, *wrong)
        assert attempts[2:] == [("ADMIN", "YES", None, None, "PASSWORD", "127.0.0.1")] * 2
        sessions = cursor.execute(
            "SELECT SESSION_ID = CURRENT_SESSION(), USER_NAME, CLIENT_APPLICATION_ID, CLOSED_REASON, LOGIN_EVENT_ID "
            "FROM SNOWFLAKE.ACCOUNT_USAGE.SESSIONS ORDER BY LOGIN_EVENT_ID"
        ).fetchall()
        client = f"PythonConnector {snowflake.connector.__version__}"
        assert sessions == [(False, "ADMIN", client, "LOGOUT", 3), (True, "ADMIN", client, None, 4)]
        cursor.execute("CREATE DATABASE d")
        recent = cursor.execute(
            "SELECT EVENT_TYPE, REPORTED_CLIENT_TYPE, IS_SUCCESS "
            "FROM TABLE(INFORMATION_SCHEMA.LOGIN_HISTORY_BY_USER(RESULT_LIMIT => 3)) ORDER BY EVENT_TIMESTAMP"
        ).fetchall()
        assert recent == [("LOGIN", "OTHER", "NO"), *[("LOGIN", "PYTHON_DRIVER", "YES")] * 2]
        nobody = "SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.LOGIN_HISTORY_BY_USER('NOBODY'))"
        assert cursor.execute(nobody).fetchone() == (0,)
        cursor.execute("CREATE USER u")
        logged_in = {row[0]: row[21] is not None for row in cursor.execute("SHOW USERS")}
        assert logged_in == {"ADMIN": True, "U": False}


# --- key pairs -----------------------------------------------------------------------------------------------


def test_connector_logs_in_with_a_key_pair(start: Callable[..., Server]) -> None:
    server = start(user="admin", password="secret")
    with connect(server, "admin", password="secret") as administrator:
        cursor = administrator.cursor()
        cursor.execute(f"CREATE USER svc RSA_PUBLIC_KEY = '{public(key())}' DEFAULT_ROLE = loader")
        cursor.execute("CREATE ROLE loader")
        cursor.execute("GRANT ROLE loader TO USER svc")
        properties = {row[0]: row[1] for row in cursor.execute("DESC USER svc")}
        assert properties["RSA_PUBLIC_KEY_FP"] == credentials.fingerprint(public(key()))
        with connect(server, "svc", authenticator="SNOWFLAKE_JWT", private_key=private(key())) as connection:
            row = connection.cursor().execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone()
            assert row == ("SVC", "LOADER")
        cursor.execute(f"ALTER USER svc SET RSA_PUBLIC_KEY_2 = '{public(key(1))}'")
        cursor.execute("ALTER USER svc UNSET RSA_PUBLIC_KEY")
        connect(server, "svc", authenticator="SNOWFLAKE_JWT", private_key=private(key(1))).close()
        with pytest.raises(DatabaseError) as refused:
            connect(server, "svc", authenticator="SNOWFLAKE_JWT", private_key=private(key()), login_timeout=5)
        assert refused.value.errno in (390144, 250001)


def test_tokens_that_are_refused(start: Callable[..., Server]) -> None:
    server = start(user="svc", public_key=public(key()))
    now = int(time.time())
    good = token(key(), "SVC")
    assert with_key(server, "svc", good)["success"]
    head, body, signature = good.split(".")
    unsigned = ".".join((_part(b'{"alg":"none"}').decode(), body, ""))
    bad = {
        "another key": token(key(1), "SVC"),
        "another key under this one's name": token(
            key(1), "SVC", iss=f"LOCAL.SVC.{credentials.fingerprint(public(key()))}"
        ),
        "expired": token(key(), "SVC", iat=now - 100, exp=now - 1),
        "older than an hour": token(key(), "SVC", iat=now - 3700, exp=now + 3600),
        "from the future": token(key(), "SVC", iat=now + 600, exp=now + 660),
        "another user": token(key(), "BOB"),
        "issuer and subject differ": token(key(), "SVC", sub="LOCAL.BOB"),
        "no algorithm": unsigned,
        "symmetric algorithm": token(key(), "SVC", head={"alg": "HS256"}),
        "changed": f"{head}.{_part(json.dumps({'sub': 'LOCAL.SVC'}).encode()).decode()}.{signature}",
        "no token": "",
        "nested": f"{_part(b'[' * 9000).decode()}.x.y",
        "numbers that are none": token(key(), "SVC", exp="soon"),
    }
    for name, text in bad.items():
        answer = with_key(server, "svc", text)
        assert (answer["success"], answer["code"]) == (False, "390144"), name
        assert answer["message"].startswith("JWT token is invalid. ["), name
    assert log_in(server, "svc", PASSWORD="")["code"] == "390100"
    assert log_in(server, "bob", PASSWORD="x")["code"] == "390100"


def test_keys_that_no_user_can_have(start: Callable[..., Server]) -> None:
    wire = Wire(start().url)
    wire.log_in()
    small = generate_private_key(public_exponent=65537, key_size=1024)
    pem = f"-----BEGIN PUBLIC KEY-----\n{public(key())}\n-----END PUBLIC KEY-----"
    for text in ("x", "", public(small), pem):
        answer = wire.query(f"CREATE USER u RSA_PUBLIC_KEY = '{text}'")
        assert not answer["success"]
        assert "New public key rejected by current policy" in answer["message"]
    lines = "\n".join(public(key())[index : index + 64] for index in range(0, len(public(key())), 64))
    assert wire.query(f"CREATE USER u RSA_PUBLIC_KEY = '{lines}'")["success"]


def test_sql_api_takes_key_pair_tokens(start: Callable[..., Server]) -> None:
    server = start(user="svc", public_key=public(key()))
    wire = Wire(server.url)
    kind = {"X-Snowflake-Authorization-Token-Type": "KEYPAIR_JWT"}
    for own, status in ((key(), 200), (key(1), 401)):
        bearer = {"Authorization": f"Bearer {token(own, 'SVC')}", **kind}
        assert wire.call("POST", "/api/v2/statements", {"statement": "SELECT 1"}, headers=bearer)[0] == status


# --- passwords and users -------------------------------------------------------------------------------------


def test_passwords_of_users(start: Callable[..., Server]) -> None:
    server = start(user="admin", password="secret")
    with connect(server, "admin", password="secret") as administrator:
        cursor = administrator.cursor()
        cursor.execute("CREATE USER ann PASSWORD = 'first' LOGIN_NAME = 'ann@example.com'")
        assert log_in(server, "ANN@example.com", PASSWORD="first")["data"]["sessionInfo"]["roleName"] == "PUBLIC"
        assert log_in(server, "ann", PASSWORD="first")["code"] == "390100"
        assert log_in(server, "ann@example.com", PASSWORD="secret")["code"] == "390100"
        assert log_in(server, "admin", PASSWORD="first")["code"] == "390100"
        cursor.execute("ALTER USER ann SET PASSWORD = 'second'")
        assert log_in(server, "ann@example.com", PASSWORD="first")["code"] == "390100"
        assert log_in(server, "ann@example.com", PASSWORD="second")["success"]
        cursor.execute("ALTER USER ann SET DISABLED = TRUE")
        assert log_in(server, "ann@example.com", PASSWORD="second")["code"] == "390101"
        assert dict(cursor.execute("DESC USER ann").fetchall()[i][:2] for i in (9, 11)) == {
            "PASSWORD": "********", "DISABLED": "true",
        }  # fmt: skip


def test_a_user_has_the_roles_it_was_granted(start: Callable[..., Server]) -> None:
    wire = Wire(start().url)
    wire.log_in()
    for sql in ("CREATE DATABASE d", "CREATE SCHEMA d.raw", "CREATE ROLE analyst", "CREATE USER bob "
                "DEFAULT_ROLE = analyst DEFAULT_NAMESPACE = d.raw DEFAULT_WAREHOUSE = compute_wh"):  # fmt: skip
        assert wire.query(sql)["success"], sql

    def role_of(query: str = "") -> Any:
        content = {"data": {"LOGIN_NAME": "bob", "PASSWORD": "any"}}
        answer = Wire(wire.url).post(f"/session/v1/login-request{query}", content)
        return answer["data"]["sessionInfo"] if answer["success"] else answer["code"]

    assert role_of()["roleName"] == "PUBLIC"
    assert role_of("?roleName=analyst") == "390189"
    wire.query("GRANT ROLE analyst TO USER bob")
    assert role_of() == {
        "databaseName": "D", "schemaName": "RAW", "warehouseName": "COMPUTE_WH", "roleName": "ANALYST",
    }  # fmt: skip
    assert role_of("?roleName=accountadmin") == "390189"
    bob = Wire(wire.url)
    data = bob.post("/session/v1/login-request", {"data": {"LOGIN_NAME": "bob", "PASSWORD": "any"}})["data"]
    bob.token = data["token"]
    assert bob.query("ALTER USER bob SET DEFAULT_ROLE = accountadmin")["success"]
    assert role_of()["roleName"] == "PUBLIC"
    for sql in ("ALTER USER bob SET LOGIN_NAME = 'me'", "ALTER USER bob RENAME TO me", "ALTER USER bob UNSET DISABLED"):
        assert bob.query(sql)["code"] in ("002003", "003001"), sql


# --- addresses that others can reach ---------------------------------------------------------------------------


def test_only_with_a_secret_for_others() -> None:
    with pytest.raises(InterfaceError, match="--password or --public-key"):
        Settings(host="0.0.0.0")
    with pytest.raises(InterfaceError, match="--password or --public-key"):
        Settings(host="::", password="")
    with pytest.raises(InterfaceError, match="give both"):
        Settings(public_key=public(key()))
    assert not Settings(host="0.0.0.0", password="x").runs_python
    assert Settings(host="0.0.0.0", password="x", python=True).runs_python
    assert Settings().runs_python


def test_public_key_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pub"
    path.write_bytes(
        key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    assert read_public_key(str(path)) == public(key())
    path.write_text("nothing")
    with pytest.raises(InterfaceError, match="no RSA public key"):
        read_public_key(str(path))


def test_python_can_be_off(start: Callable[..., Server]) -> None:
    wire = Wire(start(python=False).url)
    wire.log_in()
    wire.query("CREATE DATABASE d")
    wire.query(
        "CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' "
        "AS $$\ndef f():\n    return 1\n$$"
    )
    answer = wire.query("SELECT f()")
    assert not answer["success"]
    assert "--python" in answer["message"]


def test_https(start: Callable[..., Server], tmp_path: Path) -> None:
    certificate, private_key = self_signed(tmp_path)
    server = start(password="secret", certificate=str(certificate), private_key=str(private_key))
    assert server.url.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context(cafile=str(certificate))
    with urllib.request.urlopen(server.url + "/", context=trusting, timeout=60) as answer:
        assert json.load(answer)["service"] == "ecomsim"
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(server.url + "/", timeout=60)
    # a process of its own: the connector reads the certificates it trusts once
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HTTPS_CLIENT, str(server.port)],
        env={**os.environ, "SSL_CERT_FILE": str(certificate)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout == "50000\n", done.stderr


HTTPS_CLIENT = """
import sys
import snowflake.connector

with snowflake.connector.connect(
    user="me", password="secret", account="local", host="127.0.0.1", port=int(sys.argv[1]), protocol="https"
) as connection:
    rows = connection.cursor().execute("SELECT SEQ4(), RPAD('x', 99) FROM TABLE(GENERATOR(ROWCOUNT => 50000))")
    print(rows.fetch_arrow_all().num_rows)  # its chunks come by https as well
"""


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key, as PEM files."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key().public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key(), hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
