-- source: Snowflake documentation, "Decision guide for dynamic tables"
-- case: dynamic table rules, case 24
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

INSERT INTO d VALUES (9,9);
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

INSERT ALL INTO d SELECT 9, 9;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

UPDATE d SET v = 0;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

DELETE FROM d;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

MERGE INTO d USING src ON d.id = src.id WHEN MATCHED THEN UPDATE SET v = 0;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

TRUNCATE TABLE d;
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

CREATE STAGE st;

COPY INTO d FROM @st FILE_FORMAT = (TYPE = CSV);
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'.

CREATE STREAM s ON DYNAMIC TABLE d APPEND_ONLY = TRUE;
----
error 001420 (0A000)

CREATE TABLE t AS SELECT * FROM d;

CREATE VIEW v AS SELECT * FROM d;

SELECT COUNT(*) AS n FROM v JOIN t USING (id);
----
N
2
