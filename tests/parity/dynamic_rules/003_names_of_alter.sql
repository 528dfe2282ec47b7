-- source: Snowflake documentation, "ALTER DYNAMIC TABLE", syntax
-- case: dynamic table rules, case 3
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

ALTER DYNAMIC TABLE IDENTIFIER('d') REFRESH;
----
error 001003 (42000): syntax error

ALTER DYNAMIC TABLE d, e SUSPEND;
----
error 001003 (42000): syntax error

ALTER DYNAMIC TABLE IF EXISTS d SET COMMENT = 'x';
----
error 001003 (42000): syntax error

ALTER DYNAMIC TABLE IF EXISTS nope SUSPEND;

ALTER DYNAMIC TABLE nope SUSPEND;
----
error 002003: does not exist or not authorized

ALTER DYNAMIC TABLE src SUSPEND;
----
error 002203 (42601): Object found is of type 'TABLE', not specified type 'DYNAMIC_TABLE'.

ALTER DYNAMIC TABLE d SET REFRESH_MODE = FULL;
----
error 001008 (42601): invalid property 'REFRESH_MODE'

ALTER DYNAMIC TABLE d SET INITIALIZE = ON_SCHEDULE;
----
error 001008 (42601): invalid property 'INITIALIZE'
