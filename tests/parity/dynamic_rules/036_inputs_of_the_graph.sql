-- source: Snowflake documentation, "DYNAMIC_TABLE_GRAPH_HISTORY", INPUTS
-- case: dynamic table rules, case 36
-- fixture: src

CREATE VIEW below AS SELECT id, v FROM src;

CREATE VIEW vw AS SELECT id, v FROM below WHERE v > 0;

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id FROM src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS WITH below AS (SELECT id FROM a) SELECT below.id, vw.v FROM below JOIN vw ON below.id = vw.id;

SELECT i.value:name::STRING AS name, i.value:kind::STRING AS kind FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) g, LATERAL FLATTEN(g.inputs) i WHERE g.name = 'D' ORDER BY 1;
----
NAME | KIND
DB1.S1.A | DYNAMIC_TABLE
DB1.S1.VW | VIEW
