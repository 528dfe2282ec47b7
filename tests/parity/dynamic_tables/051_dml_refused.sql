-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 51
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

INSERT INTO d VALUES (9,9);
----
error

UPDATE d SET w = 0;
----
error

DELETE FROM d;
----
error

MERGE INTO d USING src ON d.id = src.id WHEN MATCHED THEN UPDATE SET w = 0;
----
error

TRUNCATE TABLE d;
----
error

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40
