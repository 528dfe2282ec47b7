"""Integrations, what may be sent to whom, the outbox, and a real mail server on localhost."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.notifications import mail
from ecomsim.sessions.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Account.open(clock="virtual") as account:
        session = account.session()
        session.execute(
            "CREATE NOTIFICATION INTEGRATION post TYPE = EMAIL ENABLED = TRUE "
            "ALLOWED_RECIPIENTS = ('a@example.com', 'b@example.com') DEFAULT_RECIPIENTS = ('b@example.com')"
        )
        yield session


def sent(session: Session) -> list[tuple[Any, ...]]:
    return [(each.recipients, each.subject, each.body, each.mime_type) for each in session.account.outbox.messages()]


def test_a_message_is_kept_in_the_outbox(session: Session) -> None:
    call = "CALL SYSTEM$SEND_EMAIL('post', 'a@example.com, B@example.com', 'Hello', '<b>x</b>', 'text/html')"
    assert session.execute(call).rows() == [(True,)]
    assert sent(session) == [(("a@example.com", "B@example.com"), "Hello", "<b>x</b>", "text/html")]
    assert session.account.outbox.messages()[0].delivery == "KEPT"


@pytest.mark.parametrize(
    "arguments",
    [
        "'post', 'a@example.com, c@example.com', 's', 'b'",
        "'post', '', 's', 'b'",
        "'post', 'a@example.com', ' ', 'b'",
        "'post', 'a@example.com', 's', ''",
        "'post', 'a@example.com', 's', 'b', 'image/png'",
        "'nowhere', 'a@example.com', 's', 'b'",
    ],
)
def test_nothing_is_sent_unless_everything_is_in_order(session: Session, arguments: str) -> None:
    with pytest.raises(SnowflakeError):
        session.execute(f"CALL SYSTEM$SEND_EMAIL({arguments})")
    assert sent(session) == []


def test_a_disabled_integration_sends_nothing(session: Session) -> None:
    session.execute("ALTER NOTIFICATION INTEGRATION post SET ENABLED = FALSE")
    with pytest.raises(SnowflakeError, match="not enabled"):
        session.execute("CALL SYSTEM$SEND_EMAIL('post', 'a@example.com', 's', 'b')")


def test_send_snowflake_notification(session: Session) -> None:
    said = session.execute(
        "CALL SYSTEM$SEND_SNOWFLAKE_NOTIFICATION("
        "SNOWFLAKE.NOTIFICATION.TEXT_PLAIN('text'), SNOWFLAKE.NOTIFICATION.INTEGRATION('post'))"
    ).rows()
    assert said == [("Enqueued notifications.",)]
    session.execute(
        "CALL SYSTEM$SEND_SNOWFLAKE_NOTIFICATION(SNOWFLAKE.NOTIFICATION.TEXT_HTML('<p>'), "
        "SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG('post', 'Subject', 'a@example.com'))"
    )
    assert sent(session) == [
        (("b@example.com",), "Snowflake Email Notification", "text", "text/plain"),
        (("a@example.com",), "Subject", "<p>", "text/html"),
    ]


def test_what_an_integration_refuses(session: Session) -> None:
    many = ", ".join(f"'x{n}@example.com'" for n in range(51))
    for sql in (
        "CREATE NOTIFICATION INTEGRATION post TYPE = EMAIL ENABLED = TRUE",
        "CREATE NOTIFICATION INTEGRATION x ENABLED = TRUE",
        "CREATE NOTIFICATION INTEGRATION x TYPE = WEBHOOK ENABLED = TRUE",
        f"CREATE NOTIFICATION INTEGRATION x TYPE = EMAIL ENABLED = TRUE ALLOWED_RECIPIENTS = ({many})",
        f"CREATE NOTIFICATION INTEGRATION x TYPE = EMAIL ENABLED = TRUE DEFAULT_SUBJECT = '{'s' * 257}'",
        "ALTER NOTIFICATION INTEGRATION nowhere SET ENABLED = TRUE",
    ):
        with pytest.raises(SnowflakeError):
            session.execute(sql)
    assert [row[0] for row in session.execute("SHOW NOTIFICATION INTEGRATIONS").rows()] == ["POST"]
    listed = {row[0]: row[2] for row in session.execute("DESCRIBE NOTIFICATION INTEGRATION post").rows()}
    assert listed["ALLOWED_RECIPIENTS"] == '["a@example.com","b@example.com"]'
    session.execute("DROP NOTIFICATION INTEGRATION post")
    assert session.execute("SHOW INTEGRATIONS").rows() == []


class _Server(socketserver.StreamRequestHandler):
    """As much of SMTP as a delivery needs; refuses recipients that begin with 'b'."""

    letters: list[str]

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            word = line.decode().strip().upper()
            if word.startswith("DATA"):
                self._say("354 go on")
                body = []
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    body.append(part)
                self.letters.append("".join(body))
                self._say("250 kept")
            elif word.startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                self._say("550 no" if word.startswith("RCPT TO:<B@") else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    received: list[str] = []
    handler = type("Handler", (_Server,), {"letters": received})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv(mail.URL, f"smtp://127.0.0.1:{server.server_address[1]}")
        yield received
        server.shutdown()


def test_a_configured_server_gets_the_message(session: Session, letters: list[str]) -> None:
    session.execute("CALL SYSTEM$SEND_EMAIL('post', 'a@example.com', 'Grüße', 'body')")
    session.execute("CALL SYSTEM$SEND_EMAIL('post', 'b@example.com', 'refused', 'body')")
    assert [each.delivery for each in session.account.outbox.messages()] == ["SENT", "FAILED"]
    assert len(letters) == 1
    assert "To: a@example.com" in letters[0]
    assert "body" in letters[0]
