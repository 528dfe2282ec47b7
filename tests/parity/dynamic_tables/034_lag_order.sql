-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 34
-- fixture: src

CREATE DYNAMIC TABLE a TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '10 minutes' WAREHOUSE = wh AS SELECT id FROM a;
----
error

CREATE DYNAMIC TABLE b TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM a;

ALTER DYNAMIC TABLE b SET TARGET_LAG = '5 minutes';
----
error
