-- source: Snowflake SQL reference, "CREATE MATERIALIZED VIEW"; "Working with Materialized Views", limitations
-- case: sql-cases.tsv 568

CREATE TABLE t (a INT);

CREATE MATERIALIZED VIEW v AS SELECT a FROM t;

INSERT INTO t VALUES (1), (2);

SELECT a FROM v ORDER BY a;
----
A
1
2

SHOW MATERIALIZED VIEWS ->> SELECT "name", "source_table_name", "behind_by" FROM $1;
----
name | source_table_name | behind_by
V | T | 0s

SELECT table_type FROM information_schema.tables WHERE table_name = 'V';
----
TABLE_TYPE
MATERIALIZED VIEW

CREATE MATERIALIZED VIEW w AS SELECT x.a FROM t x JOIN t y ON x.a = y.a;
----
error 002224 (42601): Invalid materialized view

DROP MATERIALIZED VIEW v;

SELECT * FROM v;
----
error 002003 (42S02): Object 'V' does not exist or not authorized.
