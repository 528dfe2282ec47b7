-- source: Snowflake documentation, "Working with RESULTSETs", "EXECUTE IMMEDIATE"
-- case: scripting.md 17 case 30

CREATE TABLE inv2 (id INT, price NUMBER(12,2));

INSERT INTO inv2 VALUES (1,11.11),(2,22.22);

DECLARE r RESULTSET; c VARCHAR := 'id'; q VARCHAR; BEGIN q := 'SELECT ' || c || ' FROM inv2 ORDER BY 1'; r := (EXECUTE IMMEDIATE :q); RETURN TABLE(r); END;
----
ID
1
2
