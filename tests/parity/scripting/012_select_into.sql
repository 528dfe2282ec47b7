-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 12

CREATE TABLE t (id INT, name VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b');

DECLARE i INT; n VARCHAR; BEGIN SELECT id, name INTO :i, :n FROM t WHERE id = 1; RETURN i || ' ' || n; END;
----
anonymous block
1 a
