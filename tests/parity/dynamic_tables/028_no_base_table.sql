-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes (observed)
-- case: dynamic-tables.md 22 case 28
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 5));
----
error 002728 (23001): Dynamic Tables must have at least one base table.
