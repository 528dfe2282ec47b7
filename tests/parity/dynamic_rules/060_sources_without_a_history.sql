-- source: Snowflake documentation, "Dynamic table limitations", sources and data types; DT-2.8
-- case: dynamic table rules, case 60
-- fixture: src

CREATE STAGE files DIRECTORY = (ENABLE = TRUE);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT relative_path FROM DIRECTORY(@files);
----
error 001420 (0A000): directory table

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT s.id, f.$1 AS line FROM src s, @files f;
----
error 001420 (0A000): Stage

CREATE MATERIALIZED VIEW mv AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM mv;
----
error 001420 (0A000): Materialized view

CREATE VIEW above AS SELECT id FROM mv;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id FROM above;
----
error 001420 (0A000): Materialized view

CREATE STREAM changes ON TABLE src;

CREATE VIEW of_changes AS SELECT id FROM changes;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM of_changes;
----
error 001420 (0A000): Stream

CREATE PROCEDURE listed() RETURNS TABLE (a INT) LANGUAGE SQL AS
$$
DECLARE
  found RESULTSET DEFAULT (SELECT 1 AS a);
BEGIN
  RETURN TABLE(found);
END
$$;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT s.id, p.a FROM src s, TABLE(listed()) p;
----
error 001420 (0A000): procedure

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT s.id, t.table_name FROM src s, INFORMATION_SCHEMA.TABLES t;
----
error 001420 (0A000): INFORMATION_SCHEMA

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id, ARRAY_CONSTRUCT(v)::ARRAY(NUMBER) AS a FROM src;
----
error 001420 (0A000): Structured types

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id, OBJECT_CONSTRUCT('a', v)::MAP(VARCHAR, NUMBER) AS m FROM src;
----
error 001420 (0A000): Structured types

CREATE TABLE places (id INT, place GEOGRAPHY);

CREATE DYNAMIC TABLE g REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, place FROM places;
----
error 002711 (0A000)

CREATE DYNAMIC TABLE g TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, place FROM places;

SHOW DYNAMIC TABLES;

SELECT "name", "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | refresh_mode
G | FULL
