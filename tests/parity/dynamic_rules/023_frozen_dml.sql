-- source: Snowflake documentation, "Frozen regions and backfill", DML into a frozen region
-- case: dynamic table rules, case 23
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (id < 2) AS SELECT id, v FROM src;

INSERT INTO d VALUES (0,0);

INSERT INTO d VALUES (5,0);
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'

UPDATE d SET v = 1 WHERE id = 1;

UPDATE d SET id = 3 WHERE id = 1;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'

MERGE INTO d USING (SELECT 0 AS id) s ON d.id = s.id WHEN MATCHED THEN DELETE;

INSERT OVERWRITE INTO d VALUES (0,0);
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'

TRUNCATE TABLE d;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'

SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 1
2 | 20
