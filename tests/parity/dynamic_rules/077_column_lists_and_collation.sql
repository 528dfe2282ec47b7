-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", column list and parameters: what has no effect here is refused by name
-- case: dynamic table rules, case 77
-- fixture: src

CREATE DYNAMIC TABLE d (id INT NOT NULL, v INT) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;
----
error 000002 (0A000): NOT NULL

CREATE DYNAMIC TABLE d (id INT, v INT DEFAULT 1) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;
----
error 000002 (0A000): DEFAULT

CREATE DYNAMIC TABLE d (id INT, v VARCHAR COLLATE 'en-ci') TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;
----
error 000002 (0A000): COLLATE

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh DEFAULT_DDL_COLLATION = 'en-ci' AS SELECT id, v FROM src;
----
error 000002 (0A000): DEFAULT_DDL_COLLATION

CREATE DYNAMIC TABLE d (id COMMENT 'the key', v INT) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

ALTER DYNAMIC TABLE d SET DEFAULT_DDL_COLLATION = 'en-ci';
----
error 000002 (0A000): DEFAULT_DDL_COLLATION
