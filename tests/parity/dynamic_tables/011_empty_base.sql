-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 11
-- fixture: src

CREATE TABLE e (id INT);

CREATE DYNAMIC TABLE de TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM e;

SELECT refresh_trigger, refresh_action <> 'NO_DATA' AS has_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'de'));
----
REFRESH_TRIGGER | HAS_ACTION
CREATION | TRUE

SELECT * FROM de;
----
ID
