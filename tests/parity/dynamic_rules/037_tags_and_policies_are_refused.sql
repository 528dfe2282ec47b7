-- source: Snowflake documentation, "ALTER DYNAMIC TABLE": what the emulator does not have is refused by name
-- case: dynamic table rules, case 37
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

ALTER DYNAMIC TABLE d SET TAG cost = 'x';
----
error 002003 (42S02): Tag 'COST' does not exist

ALTER DYNAMIC TABLE d UNSET TAG cost;
----
error 002003 (42S02): Tag 'COST' does not exist

ALTER DYNAMIC TABLE d SET AGGREGATION POLICY p;
----
error 000002 (0A000)

ALTER DYNAMIC TABLE d ALTER COLUMN v SET PROJECTION POLICY p;
----
error 000002 (0A000)

ALTER DYNAMIC TABLE d ADD SEARCH OPTIMIZATION;
----
error 000002 (0A000)

CREATE DYNAMIC TABLE e TARGET_LAG = '1 hour' WAREHOUSE = wh AGGREGATION POLICY p AS SELECT id FROM src;
----
error 000002 (0A000)

SHOW DYNAMIC TABLES LIKE 'e';

SELECT COUNT(*) AS n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
N
0
