-- source: Snowflake documentation, "Working with cursors"
-- case: scripting.md 17 case 28

CREATE TABLE inv2 (id INT, price NUMBER(12,2));

INSERT INTO inv2 VALUES (1,11.11),(2,22.22);

DECLARE c CURSOR FOR SELECT * FROM inv2 ORDER BY id; BEGIN OPEN c; RETURN TABLE(RESULTSET_FROM_CURSOR(c)); END;
----
ID | PRICE
1 | 11.11
2 | 22.22
