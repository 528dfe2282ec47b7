-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 29
-- fixture: src
-- An external table is refused too; it needs storage outside the account.

CREATE STREAM s ON TABLE src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM s;
----
error
