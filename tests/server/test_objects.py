"""The REST API of objects, as `snow object create` uses it: probing for the collection, creating, listing, dropping."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.conftest import Wire

SCHEMA = "/api/v2/databases/SHOP/schemas/PUBLIC"


@pytest.fixture
def shop(wire: Wire) -> Wire:
    assert wire.query("CREATE DATABASE shop")["success"]
    return wire


def send(wire: Wire, method: str, path: str, content: Any = None) -> tuple[int, Any]:
    status, body = wire.call(method, path, content)
    return status, json.loads(body)


def created(wire: Wire, path: str, **properties: Any) -> str:
    status, answer = send(wire, "POST", path, properties)
    assert status == 200, answer
    return str(answer["status"])


def test_the_collection_is_where_a_client_looks_for_it(shop: Wire) -> None:
    probes = {
        "/api/v2/databases/": 200,
        "/api/v2/schemas/": 404,
        "/api/v2/databases/SHOP/schemas/": 200,
        "/api/v2/tables/": 404,
        "/api/v2/databases/SHOP/tables/": 404,
        f"{SCHEMA}/tables/": 200,
        "/api/v2/databases/NOWHERE": 404,
        "/api/v2/compute-pools/": 404,
    }
    assert {path: send(shop, "GET", path)[0] for path in probes} == probes
    assert send(shop, "GET", "/api/v2/databases/SHOP")[1]["name"] == "SHOP"


def test_objects_of_every_kind(shop: Wire) -> None:
    assert created(shop, "/api/v2/databases/", name="d2", comment="it's") == "Database D2 successfully created."
    assert created(shop, "/api/v2/databases/SHOP/schemas/", name="s2", kind="TRANSIENT")
    assert created(
        shop, "/api/v2/warehouses/", name="wh", warehouse_size="SMALL", auto_suspend="60", auto_resume="true"
    )
    assert created(shop, "/api/v2/roles/", name="r1", comment="a role")
    assert created(shop, "/api/v2/users/", name="u1", password="a'b", default_role="r1", must_change_password=False)
    columns = [
        {"name": "id", "datatype": "NUMBER(38,0)", "nullable": False, "autoincrement": True},
        {"name": "name", "datatype": "VARCHAR(20)", "default": "'x'", "comment": "the name"},
    ]
    keys = [{"constraint_type": "PRIMARY KEY", "column_names": ["id"]}]
    table = {"name": "t", "columns": columns, "constraints": keys, "cluster_by": ["name"], "comment": "rows"}
    assert created(shop, f"{SCHEMA}/tables/", **table) == "Table T successfully created."
    assert created(shop, f"{SCHEMA}/tables/", name="asked", columns=json.dumps(columns))
    assert created(shop, f"{SCHEMA}/views/", name="v", query="SELECT id AS n FROM t", columns=[{"name": "n"}])
    assert created(shop, f"{SCHEMA}/streams/", name="st", stream_source={"src_type": "table", "name": "t"})
    assert created(shop, f"{SCHEMA}/stages/", name="files", directory_table={"enable": True})
    copy = "COPY INTO asked FROM @files FILE_FORMAT = (TYPE = CSV)"
    assert created(shop, f"{SCHEMA}/pipes/", name="p", auto_ingest=True, comment="what comes", copy_statement=copy)
    assert created(shop, f"{SCHEMA}/sequences/", name="seq", start=5, increment=2)
    assert created(shop, f"{SCHEMA}/streamlits/", name="app", title="An app")
    lag = {"type": "USER_DEFINED", "seconds": 60}
    assert created(
        shop, f"{SCHEMA}/dynamic-tables/", name="dt", target_lag=lag, warehouse="wh", query="SELECT * FROM t"
    )
    schedule = {"schedule_type": "CRON_TYPE", "cron_expr": "0 9 * * *", "timezone": "UTC"}
    assert created(shop, f"{SCHEMA}/tasks/", name="root", schedule=schedule, warehouse="wh", definition="SELECT 1")
    assert created(
        shop, f"{SCHEMA}/tasks/", name="child", predecessors=["root"], condition="TRUE", definition="SELECT 2"
    )
    for collection, names in {
        "tables": ["ASKED", "T"],
        "views": ["V"],
        "streams": ["ST"],
        "stages": ["FILES"],
        "pipes": ["P"],
        "sequences": ["SEQ"],
        "streamlits": ["APP"],
        "dynamic-tables": ["DT"],
        "tasks": ["CHILD", "ROOT"],
        "alerts": [],
    }.items():
        status, found = send(shop, "GET", f"{SCHEMA}/{collection}/")
        assert (status, [each["name"] for each in found if each["name"] != "DT" or collection != "tables"]) == (
            200,
            names,
        )
    described = shop.query("DESCRIBE TABLE shop.public.t")["data"]["rowset"]
    assert [(row[0], row[1], row[3]) for row in described] == [
        ("ID", "NUMBER(38,0)", "N"),
        ("NAME", "VARCHAR(20)", "Y"),
    ]
    assert send(shop, "POST", f"{SCHEMA}/tasks/root:resume")[0] == 200
    assert send(shop, "GET", f"{SCHEMA}/tasks/root")[1]["state"] == "started"
    assert send(shop, "DELETE", f"{SCHEMA}/views/v")[1]["status"] == "V successfully dropped."


def test_modes(shop: Wire) -> None:
    path, table = f"{SCHEMA}/tables/", {"name": "t", "columns": [{"name": "a", "datatype": "INT"}]}
    assert send(shop, "POST", path, table)[0] == 200
    status, answer = send(shop, "POST", path, table)
    assert (status, answer["error_code"]) == (409, "002002")
    assert send(shop, "POST", path + "?createMode=ifNotExists", table)[1]["status"].startswith("T already exists")
    assert send(shop, "POST", path + "?createMode=orReplace", table)[0] == 200
    assert send(shop, "POST", path + "?createMode=sometimes", table)[0] == 400
    assert send(shop, "DELETE", path + "nothing")[0] == 404
    assert send(shop, "DELETE", path + "nothing?ifExists=true")[0] == 200
    assert send(shop, "PUT", path + "t", table)[0] == 405


def test_what_a_kind_does_not_have_is_refused(shop: Wire) -> None:
    for body in (
        {},
        {"name": "x"},
        {"name": "x; DROP DATABASE shop", "columns": []},
        {"name": "x", "columns": [{"name": "a", "datatype": "INT"}], "colour": "red"},
        {"name": "x", "columns": [{"name": "a"}]},
        {"name": "x", "columns": "[{"},
        {"name": "x", "columns": [{"name": "a", "datatype": "INT); DROP DATABASE shop; CREATE TABLE y (a INT"}]},
    ):
        status, answer = send(shop, "POST", f"{SCHEMA}/tables/", body)
        assert status == 400, answer
        assert answer["message"]
    status, answer = send(
        shop,
        "POST",
        "/api/v2/databases/SHOP/schemas/NOWHERE/tables/",
        {"name": "x", "columns": [{"name": "a", "datatype": "INT"}]},
    )
    assert (status, answer["message"]) == (404, "The requested schema does not exist or not authorized.")
    assert send(shop, "GET", "/api/v2/databases/SHOP")[0] == 200


def test_without_a_session(shop: Wire) -> None:
    status, body = shop.call("GET", "/api/v2/databases/", token="nobody")
    assert status == 401
    assert json.loads(body)["error_code"] == "390111"
