-- source: Snowflake documentation, "CREATE VIEW", usage notes: unqualified names stand in the schema of the view; "ALTER DYNAMIC TABLE", RENAME TO; "Cloning considerations"; DT-3.6, DT-4.8
-- case: dynamic table rules, case 64
-- fixture: src

CREATE SCHEMA away;

USE SCHEMA s1;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE VIEW vw AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE away.c CLONE d;

ALTER DYNAMIC TABLE d RENAME TO away.d;

ALTER VIEW vw RENAME TO away.vw;

INSERT INTO src VALUES (3,30);

ALTER DYNAMIC TABLE away.d REFRESH;

ALTER DYNAMIC TABLE away.c REFRESH;

SELECT (SELECT COUNT(*) FROM away.d) AS d, (SELECT COUNT(*) FROM away.c) AS c, (SELECT COUNT(*) FROM away.vw) AS vw;
----
D | C | VW
3 | 3 | 3

SELECT name, refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY name;
----
NAME | REFRESH_ACTION
C | REINITIALIZE
D | INCREMENTAL

CREATE TABLE away.src (id INT, v INT);

INSERT INTO src VALUES (4,40);

ALTER DYNAMIC TABLE away.d REFRESH;

SELECT (SELECT COUNT(*) FROM away.d) AS d, (SELECT COUNT(*) FROM away.vw) AS vw;
----
D | VW
4 | 4

ALTER SCHEMA s1 RENAME TO s3;

INSERT INTO src VALUES (5,50);

ALTER DYNAMIC TABLE away.d REFRESH;

SELECT (SELECT COUNT(*) FROM away.d) AS d, (SELECT COUNT(*) FROM away.vw) AS vw;
----
D | VW
5 | 5

CREATE DYNAMIC TABLE here TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE SCHEMA copied CLONE s3;

INSERT INTO copied.src VALUES (6,60);

ALTER DYNAMIC TABLE copied.here REFRESH;

SELECT (SELECT COUNT(*) FROM copied.here) AS copied, (SELECT COUNT(*) FROM s3.here) AS original;
----
COPIED | ORIGINAL
6 | 5
