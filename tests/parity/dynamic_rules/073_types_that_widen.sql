-- source: Snowflake documentation, "Modify dynamic tables", schema evolution: types and clustering columns; DT-14.1, DT-14.3
-- case: dynamic table rules, case 73
-- fixture: src
-- needs: virtual clock

CREATE TABLE t (id INT, name VARCHAR(5), amount NUMBER(4,2));

INSERT INTO t VALUES (1, 'one', 1.25);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT * FROM t;

ALTER TABLE t ALTER COLUMN name SET DATA TYPE VARCHAR(20);

ALTER TABLE t ALTER COLUMN amount SET DATA TYPE NUMBER(8,2);

INSERT INTO t VALUES (2, 'one hundred', 123456.75);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT * FROM d ORDER BY id;
----
ID | NAME | AMOUNT
1 | one | 1.25
2 | one hundred | 123456.75

DESCRIBE DYNAMIC TABLE d;

SELECT "name", "type" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name | type
AMOUNT | NUMBER(8,2)
ID | NUMBER(38,0)
NAME | VARCHAR(20)

ALTER TABLE t DROP COLUMN name;

ALTER TABLE t ADD COLUMN name INT;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;
----
error
