"""The protocol itself: tokens, retries, waiting, cancelling, and requests that no client would send."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Wire, until

pytest.importorskip("ecomsim", reason="starts servers of its own")

from ecomsim.errors import InterfaceError, OperationalError
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings

Runs = Callable[[str], None]

SLOW = """SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000000)) a
    CROSS JOIN TABLE(GENERATOR(ROWCOUNT => 100000)) b"""


@pytest.fixture
def own_server() -> Iterator[Any]:
    """Servers with settings of the test's own."""
    started = []

    def start(**settings: Any) -> Server:
        started.append(Server(Settings(port=0, **settings)).start())
        return started[-1]

    yield start
    for server in started:
        server.stop()


# --- sessions ------------------------------------------------------------------------------------------------


def test_login_tells_what_clients_index(wire: Wire) -> None:
    data = wire.log_in()["data"]
    parameters = {entry["name"]: entry["value"] for entry in data["parameters"]}
    assert data["token"] != data["masterToken"]
    assert isinstance(data["sessionId"], int)
    assert data["sessionInfo"]["roleName"] == "ACCOUNTADMIN"
    assert parameters["CLIENT_STAGE_ARRAY_BINDING_THRESHOLD"] == 0
    assert parameters["AUTOCOMMIT"] is True
    assert parameters["DATE_OUTPUT_FORMAT"] == "YYYY-MM-DD"


def test_an_expired_session_is_renewed_with_its_state(own_server: Any) -> None:
    server = own_server()
    wire = Wire(server.url)
    wire.log_in()
    wire.query("SET kept = 5")
    (login,) = server.service.logins.all()
    login.session_expires = time.monotonic()
    expired = wire.query("SELECT $kept")
    assert (expired["success"], expired["code"]) == (False, "390112")
    content = {"oldSessionToken": wire.token, "requestType": "RENEW"}
    renewed = wire.post("/session/token-request", content, token=wire.master)["data"]
    old, wire.token = wire.token, renewed["sessionToken"]
    assert wire.query("SELECT $kept")["data"]["rowset"] == [["5"]]
    assert wire.post("/session/heartbeat", None, token=old)["code"] == "390111"
    assert wire.post("/session/token-request", content, token=wire.master)["code"] == "390115"


def test_logout_ends_the_tokens(wire: Wire) -> None:
    assert wire.post("/session/heartbeat", None)["success"]
    assert wire.post("/session?delete=true", {})["success"]
    assert wire.post("/session/heartbeat", None)["code"] == "390111"
    assert wire.query("SELECT 1")["code"] == "390111"


def test_a_request_without_a_token_is_refused(wire: Wire) -> None:
    for header in ("", "Bearer x", 'Snowflake Token="forged"'):
        answer = wire.post(
            "/queries/v1/query-request?requestId=a", {"sqlText": "SELECT 1"}, headers={"Authorization": header}
        )
        assert answer["success"] is False
        assert answer["data"] is None


def test_the_password_is_checked(own_server: Any) -> None:
    wire = Wire(own_server(user="owner", password="right").url)

    def log_in(user: str, password: str) -> dict[str, Any]:
        return wire.post("/session/v1/login-request", {"data": {"LOGIN_NAME": user, "PASSWORD": password}})

    assert log_in("owner", "wrong")["code"] == "390100"
    assert log_in("someone", "right")["code"] == "390100"
    assert log_in("Owner", "right")["success"]


def test_only_this_machine_without_a_password() -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.com"):
        with pytest.raises(InterfaceError, match="give --password"):
            Settings(host=host)
    assert Settings(host="::1").host == "::1"
    assert Settings(host="0.0.0.0", password="x").host == "0.0.0.0"


def test_web_pages_of_other_names_are_refused(wire: Wire) -> None:
    login = {"data": {"LOGIN_NAME": "me"}}
    for headers in ({"Host": "attacker.example"}, {"Origin": "https://attacker.example"}):
        status, body = wire.call("POST", "/session/v1/login-request", login, headers=headers)
        assert status == 403
        assert b"token" not in body


def test_a_busy_port_is_one_clear_error(own_server: Any) -> None:
    port = own_server().port
    with pytest.raises(OperationalError, match="Choose another --port"):
        Server(Settings(port=port))


def test_names_that_do_not_exist(wire: Wire, account: str) -> None:
    data = {"LOGIN_NAME": "me", "PASSWORD": "x", "SESSION_PARAMETERS": {"ECOMSIM_ACCOUNT": account}}
    path = "/session/v1/login-request?databaseName=nope&schemaName=nope&warehouse=nope&roleName=nope"
    info = wire.post(path, {"data": data})["data"]["sessionInfo"]
    assert info == {"databaseName": None, "schemaName": None, "warehouseName": None, "roleName": None}
    data["SESSION_PARAMETERS"]["CLIENT_VALIDATE_DEFAULT_PARAMETERS"] = True
    assert wire.post(path, {"data": data})["code"] == "390201"


def test_a_private_account_goes_with_its_last_login(wire: Wire, account: str) -> None:
    wire.query("CREATE DATABASE kept_while_used")
    other = Wire(wire.url)
    other.log_in(account)
    wire.post("/session?delete=true", {})
    assert other.query("USE DATABASE kept_while_used")["success"]
    other.post("/session?delete=true", {})
    other.log_in(account)
    assert not other.query("USE DATABASE kept_while_used")["success"]


def test_a_private_account_with_a_clock_of_its_own(wire: Wire) -> None:
    wire.log_in("clocked", ECOMSIM_CLOCK="virtual", ECOMSIM_START="2026-01-05T08:00:00")
    wire.query("SELECT SYSTEM$ECOMSIM_ADVANCE('2 hours')")
    wire.query("ALTER SESSION SET TIMEZONE = 'UTC'")
    answer = wire.query("SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'YYYY-MM-DD HH24')")
    assert answer["data"]["rowset"] == [["2026-01-05 10"]]
    assert wire.log_in("other", ECOMSIM_CLOCK="sundial")["code"] == "001008"


# --- statements ----------------------------------------------------------------------------------------------


def test_a_retried_request_runs_once(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT)")
    answers = [wire.query("INSERT INTO t VALUES (1)", request_id="same") for _ in range(3)]
    assert len({answer["data"]["queryId"] for answer in answers}) == 1
    assert wire.query("SELECT COUNT(*) FROM t")["data"]["rowset"] == [["1"]]
    failed = [wire.query("SELECT * FROM nope", request_id="fails")["data"]["queryId"] for _ in range(2)]
    assert failed[0] == failed[1]


def test_retries_while_the_first_still_runs(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT)")
    answers: list[dict[str, Any]] = []
    sql = "INSERT INTO t SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 3000000))"
    threads = [threading.Thread(target=lambda: answers.append(wire.query(sql, request_id="twice"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer["data"]["queryId"] for answer in answers}) == 1
    assert wire.query("SELECT COUNT(*) FROM t")["data"]["rowset"] == [["1"]]


def test_a_long_statement_is_fetched_later(own_server: Any) -> None:
    """It waits for a lock that is given back once the first answer has come: it cannot end before."""
    server = own_server(hold=timedelta(seconds=0.05))
    wire, holder = Wire(server.url), Wire(server.url)
    for each in (wire, holder):
        each.log_in()
    for sql in ("CREATE DATABASE d", "CREATE TABLE t AS SELECT 1 AS a", "BEGIN", "UPDATE t SET a = 2"):
        assert followed(holder, holder.query(sql))["success"]
    answer = wire.query("UPDATE d.public.t SET a = a + 1")
    assert (answer["code"], answer["success"]) == ("333333", True)
    assert followed(holder, holder.query("COMMIT"))["success"]
    assert followed(wire, answer)["data"]["rowset"][0][0] == "1"
    assert followed(wire, wire.query("SELECT a FROM d.public.t"))["data"]["rowset"] == [["3"]]


def followed(wire: Wire, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer at the end of the addresses under which it is fetched."""
    while answer.get("code") == "333333":
        assert answer["success"]
        answer = wire.get(answer["data"]["getResultUrl"])
    return answer


def monitored(wire: Wire, query_id: str) -> dict[str, Any]:
    """What the monitoring page says of a query; its address has a doubled slash in some clients."""
    page: dict[str, Any] = wire.get(f"/monitoring/queries//{query_id}")["data"]["queries"][0]
    return page


def test_submit_status_and_result(wire: Wire) -> None:
    submitted = wire.query("SELECT 41 + 1 AS n", asyncExec=True)
    assert submitted["code"] == "333334"
    query_id = submitted["data"]["queryId"]
    until(lambda: monitored(wire, query_id)["status"] != "RUNNING")
    page = monitored(wire, query_id)
    assert (page["status"], page["errorMessage"], page["sqlText"]) == ("SUCCESS", "", "SELECT 41 + 1 AS n")
    assert wire.get(f"/queries/{query_id}/result")["data"]["rowset"] == [["42"]]
    again = wire.query(f"SELECT n FROM TABLE(RESULT_SCAN('{query_id}'))")
    assert again["data"]["rowtype"][0]["type"] == "fixed"


def test_results_are_for_other_sessions_of_the_user(wire: Wire, account: str) -> None:
    query_id = wire.query("SELECT 'mine'")["data"]["queryId"]
    other = Wire(wire.url)
    other.log_in(account)
    assert other.get(f"/queries/{query_id}/result")["data"]["rowset"] == [["mine"]]
    stranger = Wire(wire.url)
    stranger.log_in("another account")
    assert stranger.get(f"/queries/{query_id}/result")["code"] == "000709"
    assert stranger.get(f"/monitoring/queries/{query_id}")["data"]["queries"] == []


@pytest.mark.parametrize("by", ["request", "query"])
def test_cancel(wire: Wire, by: str) -> None:
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(wire.query(SLOW, request_id="slow")))
    thread.start()
    running = wire.query(SLOW, request_id="slow", asyncExec=True)["data"]["queryId"]  # the same one, whoever is first
    if by == "request":
        wire.post("/queries/v1/abort-request?requestId=c", {"sqlText": SLOW, "requestId": "slow"})
    else:
        assert wire.post(f"/queries/{running}/abort-request", {})["success"]
    thread.join()
    assert (answers[0]["code"], answers[0]["data"]["sqlState"]) == ("000604", "57014")
    assert wire.query("SELECT 1")["success"]
    assert wire.post(f"/queries/{answers[0]['data']['queryId']}/abort-request", {})["code"] == "000605"


def test_a_cancel_after_several_statements_in_one_request_ends_with_its_query(wire: Wire, runs: Runs) -> None:
    assert wire.query("SELECT 1; SELECT 2", parameters={"MULTI_STATEMENT_COUNT": 2})["success"]
    slow = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    runs(slow)
    wire.post(f"/queries/{slow}/abort-request", {})
    assert wire.get(f"/queries/{slow}/result")["code"] == "000604"
    assert wire.query("SELECT 3")["data"]["rowset"] == [["3"]]


def test_a_query_that_nobody_asks_for_is_aborted_where_its_session_says_so() -> None:
    with Server(Settings(port=0)) as server:
        detached, other = Wire(server.url), Wire(server.url)
        for wire in (detached, other):
            wire.log_in()
        detached.query("ALTER SESSION SET ABORT_DETACHED_QUERY = TRUE")
        aborted = detached.query(SLOW, asyncExec=True)["data"]["queryId"]
        left = other.query(SLOW, asyncExec=True)["data"]["queryId"]
        server.service.book.abort_detached(time.time())
        assert [query.stopped_by for query in server.service.book.running()] == [None, None]
        server.service.book.abort_detached(time.time() + 301)
        assert detached.get(f"/queries/{aborted}/result")["code"] == "000604"
        assert [query.id for query in server.service.book.running()] == [left]
        other.post(f"/queries/{left}/abort-request", {})


def test_a_waiting_statement_is_cancelled_before_it_runs(wire: Wire, runs: Runs) -> None:
    wire.query("CREATE DATABASE d")
    slow = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    runs(slow)
    waiting = wire.query("CREATE TABLE t (a INT)", asyncExec=True)["data"]["queryId"]
    wire.post(f"/queries/{waiting}/abort-request", {})
    wire.post(f"/queries/{slow}/abort-request", {})
    assert wire.get(f"/queries/{waiting}/result")["code"] == "000604"
    assert wire.query("SHOW TABLES")["data"]["rowset"] == []


def test_a_statement_that_waits_for_a_lock_is_cancelled(wire: Wire, account: str) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT)")
    wire.query("INSERT INTO t VALUES (0)")
    wire.query("BEGIN")
    wire.query("UPDATE t SET a = 1")
    other = Wire(wire.url)
    other.log_in(account)
    waiting = other.query("UPDATE d.public.t SET a = 2", asyncExec=True)["data"]["queryId"]
    until(lambda: "WAITING" in str(wire.query("SHOW LOCKS")["data"]["rowset"]))
    assert monitored(other, waiting)["status"] == "RUNNING"
    other.post(f"/queries/{waiting}/abort-request", {})
    assert other.get(f"/queries/{waiting}/result")["code"] == "000604"
    wire.query("COMMIT")
    assert wire.query("SELECT a FROM t")["data"]["rowset"] == [["1"]]


def test_a_pause_is_cancelled(wire: Wire) -> None:
    pausing = wire.query("SELECT SYSTEM$WAIT(100)", asyncExec=True)["data"]["queryId"]
    wire.post(f"/queries/{pausing}/abort-request", {})
    assert wire.get(f"/queries/{pausing}/result")["code"] == "000604"


def test_cancelling_in_sql(wire: Wire, account: str) -> None:
    session_id = wire.query("SELECT CURRENT_SESSION()")["data"]["rowset"][0][0]
    other = Wire(wire.url)
    other.log_in(account)
    first = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    answer = other.query(f"SELECT SYSTEM$CANCEL_QUERY('{first}')")
    assert answer["data"]["rowset"] == [[f"query [{first}] terminated."]]
    assert wire.get(f"/queries/{first}/result")["code"] == "000604"
    both = [wire.query(SLOW, asyncExec=True)["data"]["queryId"] for _ in range(2)]
    assert other.query(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session_id})")["data"]["rowset"] == [
        ["2 queries cancelled."]
    ]
    assert [wire.get(f"/queries/{query_id}/result")["code"] for query_id in both] == ["000604"] * 2
    assert other.query(f"SELECT SYSTEM$ABORT_SESSION({session_id})")["success"]
    assert wire.query("SELECT 1")["code"] == "390111"


def test_a_query_does_not_wait_for_its_session(wire: Wire, runs: Runs) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TEMPORARY TABLE t AS SELECT 5 AS a")
    wire.query("SET v = 7")
    slow = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    runs(slow)
    quick = wire.query("SELECT a, $v, CURRENT_SESSION() FROM t")["data"]
    assert wire.get(f"/monitoring/queries/{slow}")["data"]["queries"][0]["status"] == "RUNNING"
    wire.post(f"/queries/{slow}/abort-request", {})
    wire.get(f"/queries/{slow}/result")
    assert quick["rowset"] == wire.query("SELECT a, $v, CURRENT_SESSION() FROM t")["data"]["rowset"]
    assert wire.query(f"SELECT a FROM TABLE(RESULT_SCAN('{quick['queryId']}'))")["data"]["rowset"] == [["5"]]


def test_quick_statements_of_every_kind_pass_a_slow_one(wire: Wire, runs: Runs) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT)")
    slow = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    runs(slow)
    one = {"1": {"type": "FIXED", "value": "5"}}
    assert wire.query("INSERT INTO t VALUES (1), (2), (?)", bindings=one)["data"]["rowset"] == [["3"]]
    assert wire.query("UPDATE t SET a = 7 WHERE a = 1")["data"]["rowset"] == [["1", "0"]]
    assert wire.query("DELETE FROM t WHERE a = 2")["data"]["rowset"] == [["1"]]
    assert [row[1] for row in wire.query("SHOW TABLES")["data"]["rowset"]] == ["T"]
    assert wire.query("DESCRIBE TABLE t")["data"]["rowset"][0][0] == "A"
    assert wire.query("SELECT SUM(a) FROM t")["data"]["rowset"] == [["12"]]
    assert wire.post("/session/heartbeat", None)["success"]
    assert wire.get(f"/monitoring/queries/{slow}")["data"]["queries"][0]["status"] == "RUNNING"
    wire.post(f"/queries/{slow}/abort-request", {})
    assert wire.get(f"/queries/{slow}/result")["code"] == "000604"


def test_many_statements_of_one_session_at_once(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT)")
    answers: list[dict[str, Any]] = []

    def work(worker: int) -> None:
        for number in range(5):
            answers.append(wire.query(f"INSERT INTO t VALUES ({worker * 100 + number})"))
            answers.append(wire.query("SELECT COUNT(*) FROM t"))

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["message"] for answer in answers if not answer["success"]] == []
    assert len({answer["data"]["queryId"] for answer in answers}) == 80
    assert wire.query("SELECT COUNT(*), COUNT(DISTINCT a) FROM t")["data"]["rowset"] == [["40", "40"]]


def test_describe_only_runs_nothing(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a NUMBER(7,2) NOT NULL, b VARCHAR(20))")
    described = wire.query("SELECT a, b, ? AS c FROM t WHERE a = ?", describeOnly=True)["data"]
    assert [(c["name"], c["type"], c["precision"], c["length"]) for c in described["rowtype"]] == [
        ("A", "fixed", 7, None),
        ("B", "text", None, 20),
        ("C", "text", None, 16777216),
    ]
    assert (described["rowset"], described["numberOfBinds"]) == ([], 2)
    inserted = wire.query("INSERT INTO t VALUES (?, ?)", describeOnly=True)["data"]
    assert (inserted["numberOfBinds"], inserted["arrayBindSupported"]) == (2, True)
    assert [column["name"] for column in inserted["rowtype"]] == ["number of rows inserted"]
    assert wire.query("DROP TABLE t", describeOnly=True)["success"]
    assert wire.query("SELECT COUNT(*) FROM t")["data"]["rowset"] == [["0"]]


def test_array_binds(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    wire.query("CREATE TABLE t (a INT, b VARCHAR)")
    columns = {"1": {"type": "FIXED", "value": ["1", "2", None]}, "2": {"type": "TEXT", "value": ["x", None, "z"]}}
    inserted = wire.query("INSERT INTO t VALUES (?, ?)", bindings=columns)["data"]
    assert (inserted["rowset"], inserted["stats"]["numRowsInserted"]) == ([["3"]], 3)
    updates = {"1": {"type": "TEXT", "value": ["p", "q"]}, "2": {"type": "FIXED", "value": ["1", "2"]}}
    updated = wire.query("UPDATE t SET b = ? WHERE a = ?", bindings=updates)["data"]
    assert updated["rowset"] == [["2", "0"]]
    uneven = {"1": {"type": "FIXED", "value": ["1"]}, "2": {"type": "TEXT", "value": []}}
    assert wire.query("INSERT INTO t VALUES (?, ?)", bindings=uneven)["code"] == "002049"


def test_statement_type_ids(wire: Wire) -> None:
    wire.query("CREATE DATABASE d")
    ids = {
        sql: wire.query(sql)["data"]["statementTypeId"]
        for sql in (
            "CREATE TABLE t AS SELECT 1 a", "SELECT 1", "INSERT INTO t VALUES (2)", "UPDATE t SET a = 3",
            "DELETE FROM t", "SHOW TABLES", "DESCRIBE TABLE t", "USE SCHEMA public", "BEGIN", "COMMIT",
            "ALTER SESSION SET QUERY_TAG = 'x'", "DROP TABLE t",
        )
    }  # fmt: skip
    families = [0x6000, 0x1000, 0x3100, 0x3200, 0x3300, 0x4400, 0x4500, 0x4300, 0x5000, 0x5000, 0x4000, 0x6000]
    assert list(ids.values()) == families


def test_parameters_come_back(wire: Wire) -> None:
    answer = wire.query("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'")["data"]
    assert {"name": "TIMEZONE", "value": "Asia/Tokyo"} in answer["parameters"]
    assert wire.query("SELECT 1")["data"]["parameters"] == [{"name": "TIMEZONE", "value": "Asia/Tokyo"}]


def test_json_values(wire: Wire) -> None:
    row = wire.query(
        """SELECT 123.45, 1.5::FLOAT, 'NaN'::FLOAT, TRUE, '2024-02-29'::DATE, '01:02:03.5'::TIME,
        '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ, '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ(3),
        '2023-11-15 03:43:20.123 +0530'::TIMESTAMP_TZ(3), X'01FF', [1], NULL"""
    )["data"]["rowset"][0]
    assert row == [
        "123.45", "1.5", "NaN", "1", "19782", "3723.500000000", "-0.500000000", "-0.500", "1700000000.123 1770",
        "01FF", "[\n  1\n]", None,
    ]  # fmt: skip


def test_a_slow_statement_blocks_nobody_else(wire: Wire, account: str, runs: Runs) -> None:
    slow = wire.query(SLOW, asyncExec=True)["data"]["queryId"]
    other = Wire(wire.url)
    other.log_in(account)
    runs(slow)
    assert other.query("SELECT 1")["data"]["rowset"] == [["1"]]
    assert other.get(f"/monitoring/queries/{slow}")["data"]["queries"][0]["status"] == "RUNNING"
    wire.post(f"/queries/{slow}/abort-request", {})


# --- requests that no client sends ---------------------------------------------------------------------------


def test_packed_bodies(wire: Wire) -> None:
    answer = wire.packed("/queries/v1/query-request?requestId=z", {"sqlText": "SELECT 7"})
    assert answer["data"]["rowset"] == [["7"]]


def test_limits_of_a_body(own_server: Any) -> None:
    wire = Wire(own_server(max_request=100_000).url)
    wire.log_in()
    big = {"sqlText": f"SELECT '{'x' * 200_000}'"}
    status, _ = wire.call("POST", "/queries/v1/query-request?requestId=a", big)
    assert status == 413
    with pytest.raises(AssertionError, match="larger than"):
        wire.packed("/queries/v1/query-request?requestId=b", big)
    assert wire.query("SELECT 1")["success"]


def test_chunks_need_their_address(wire: Wire) -> None:
    sql = "SELECT RPAD('x', 200, 'y') FROM TABLE(GENERATOR(ROWCOUNT => 40000))"
    data = wire.query(sql)["data"]
    assert data["total"] == len(data["rowset"]) + sum(chunk["rowCount"] for chunk in data["chunks"])
    with urllib.request.urlopen(data["chunks"][0]["url"]) as answer:
        assert len(json.loads(b"[" + answer.read() + b"]")) == data["chunks"][0]["rowCount"]
    token = data["chunks"][0]["url"].split("/")[-2]
    for path in (f"/chunks/{token}/0", f"/chunks/{token}/99", f"/chunks/{token[:-1]}/1"):
        assert wire.call("GET", path)[0] == 404
