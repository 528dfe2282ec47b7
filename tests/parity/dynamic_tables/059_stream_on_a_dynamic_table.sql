-- source: Snowflake documentation, "Use streams on dynamic tables"
-- case: dynamic-tables.md 22 case 59
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE STREAM s ON DYNAMIC TABLE d;

CREATE TABLE target (id INT);

INSERT INTO src VALUES (3,30);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, w, metadata$action FROM s;
----
ID | W | METADATA$ACTION
3 | 60 | INSERT

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM s;
----
N
1

INSERT INTO target SELECT id FROM s;

SELECT COUNT(*) AS n FROM s;
----
N
0
