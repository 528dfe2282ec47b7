-- source: INTERPOLATE_LINEAR, TO_QUERY, "SYSTEM$LOG, SYSTEM$LOG_<level>", SYSTEM$EXPLAIN_PLAN_JSON,
-- SYSTEM$EXPLAIN_JSON_TO_TEXT, INVOKER_SHARE, CURRENT_ORGANIZATION_USER, IS_DATABASE_ROLE_IN_SESSION, "Getting the query ID
-- of the last query"
-- case: found case 360

CREATE TABLE g(p INT, d DATE, n NUMBER(10,2), f FLOAT);

INSERT INTO g VALUES (1, '2024-01-01', 10, 1), (1, '2024-01-02', NULL, NULL), (1, '2024-01-04', NULL, NULL), (1, '2024-01-05', 20, 9), (1, '2024-01-06', NULL, NULL), (2, '2024-01-03', NULL, NULL), (2, '2024-01-04', 5, 5);

-- on the line between the neighbours, by the distance in days
SELECT p, d, INTERPOLATE_LINEAR(n) OVER (PARTITION BY p ORDER BY d) AS n, INTERPOLATE_LINEAR(f) OVER (PARTITION BY p ORDER BY d) AS f FROM g ORDER BY p, d;
----
P | D | N | F
1 | 2024-01-01 | 10.00 | 1
1 | 2024-01-02 | 12.50 | 3
1 | 2024-01-04 | 17.50 | 7
1 | 2024-01-05 | 20.00 | 9
1 | 2024-01-06 | NULL | NULL
2 | 2024-01-03 | NULL | NULL
2 | 2024-01-04 | 5.00 | 5

SELECT INTERPOLATE_LINEAR('x') OVER (ORDER BY d) FROM g;
----
error 001044 (42P13)

SELECT n FROM TABLE(TO_QUERY(SQL => 'SELECT COUNT(*) AS n FROM IDENTIFIER(:t) WHERE p = :p', t => 'g', p => 2));
----
N
2

-- messages: there is no event table to read them from
DECLARE v VARCHAR := 'here'; BEGIN SYSTEM$LOG('info', 'arrived ' || v); SYSTEM$LOG_DEBUG('x'); RETURN 'done'; END;
----
anonymous block
done

SELECT SYSTEM$LOG('loud', 'x');
----
error

SELECT PARSE_JSON(SYSTEM$EXPLAIN_PLAN_JSON('SELECT p FROM g WHERE p = 1')):Operations[0][0]:operation::VARCHAR AS operation;
----
OPERATION
Result

SELECT STARTSWITH(SYSTEM$EXPLAIN_JSON_TO_TEXT(SYSTEM$EXPLAIN_PLAN_JSON('SELECT p FROM g WHERE p = 1')), 'Result') AS ok;
----
OK
TRUE

SELECT INVOKER_SHARE() AS a, CURRENT_ORGANIZATION_USER() AS b, IS_DATABASE_ROLE_IN_SESSION('R') AS c;
----
A | B | C
NULL | NULL | FALSE

-- inside a block the last query is the block's last statement; after it, it is the block
BEGIN SHOW TABLES LIKE 'G'; LET c CURSOR FOR SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())); FOR r IN c DO RETURN r."name"; END FOR; END;
----
anonymous block
G

SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
anonymous block
G

BEGIN SELECT 1; RETURN SQLID = LAST_QUERY_ID(); END;
----
anonymous block
TRUE

DECLARE q VARCHAR; BEGIN SHOW TABLES LIKE 'G'; q := SQLID; SELECT 1; RETURN (SELECT COUNT(*) FROM TABLE(RESULT_SCAN(:q))); END;
----
anonymous block
1
