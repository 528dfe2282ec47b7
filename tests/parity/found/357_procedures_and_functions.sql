-- source: "CREATE PROCEDURE", CALL, "Snowflake Scripting UDFs"; spec/scripting.md 12.1 to 13.9
-- case: found case 357

CREATE TABLE v(value INT);

CREATE OR REPLACE SECURE PROCEDURE p1(a INT, b VARCHAR DEFAULT 'x') COPY GRANTS RETURNS VARCHAR NOT NULL LANGUAGE SQL CALLED ON NULL INPUT COMMENT='hello' EXECUTE AS CALLER AS 'BEGIN RETURN a || b; END';

CALL p1(1);
----
P1
1x

CREATE PROCEDURE strict_one(a INT) RETURNS VARCHAR STRICT AS BEGIN RETURN 'ran'; END;

CALL strict_one(NULL);
----
STRICT_ONE
NULL

-- overloads by argument types; OUT does not differ from IN
CREATE PROCEDURE ov(a INT) RETURNS VARCHAR AS BEGIN RETURN 'int'; END;

CREATE PROCEDURE ov(a VARCHAR) RETURNS VARCHAR AS BEGIN RETURN 'text'; END;

CREATE PROCEDURE ov(a INT, b INT) RETURNS VARCHAR AS BEGIN RETURN 'two'; END;

CREATE PROCEDURE ov(a OUT INT) RETURNS VARCHAR AS BEGIN RETURN 'out'; END;
----
error 002002 (42710): already exists

CALL ov((SELECT MAX(3)));
----
OV
int

CALL ov('a');
----
OV
text

CALL ov(b => 4, a => 3);
----
OV
two

CALL ov(a => 3, 4);
----
error 001003 (42000)

CALL ov(1, 2, 3);
----
error 001044 (42P13): Invalid argument types for function 'OV'

SELECT ov(1);
----
error 002140 (42601): Unknown function OV

CREATE PROCEDURE dd(a INT DEFAULT 1, b INT) RETURNS INT AS BEGIN RETURN a; END;
----
error 001003 (42000)

-- OUT starts with the variable's value; it is not optional
CREATE PROCEDURE o2(x OUT INT) RETURNS INT AS BEGIN LET b INT := x; x := x + 1; RETURN b; END;

DECLARE q INT := 10; b INT; BEGIN CALL o2(:q) INTO :b; RETURN b || ' ' || q; END;
----
anonymous block
10 11

DECLARE q INT := 10; BEGIN ASYNC (CALL o2(:q)); AWAIT ALL; RETURN q; END;
----
error 001003 (42000): OUT

CREATE PROCEDURE o3(x OUT INT DEFAULT 3) RETURNS INT AS BEGIN RETURN 1; END;
----
error 001003 (42000)

-- owner's rights: no SET, USE, ALTER SESSION; names of the procedure's own schema
CREATE PROCEDURE ow1() RETURNS INT AS BEGIN SET z = 1; RETURN 1; END;

CALL ow1();
----
error 090236 (42601): Unsupported statement type 'SET'

CREATE PROCEDURE ow2() RETURNS INT AS BEGIN USE SCHEMA PUBLIC; RETURN 1; END;

CALL ow2();
----
error 090236 (42601): Unsupported statement type 'USE'

CREATE PROCEDURE own() RETURNS INT AS BEGIN RETURN (SELECT COUNT(*) FROM v); END;

CREATE PROCEDURE callers() RETURNS INT EXECUTE AS CALLER AS BEGIN RETURN (SELECT COUNT(*) FROM v); END;

CREATE SCHEMA s9;

CALL s1.own();
----
OWN
0

CALL s1.callers();
----
error 002003 (42S02): does not exist or not authorized

USE SCHEMA s1;

CREATE PROCEDURE fact(n INT) RETURNS INT AS DECLARE r INT; BEGIN IF (n <= 1) THEN RETURN 1; END IF; CALL fact(:n - 1) INTO :r; RETURN n * r; END;

CALL fact(5);
----
FACT
120

-- the body of a function is one expression, one SELECT, or a block without SQL
CREATE FUNCTION sums(n INT) RETURNS INT AS BEGIN LET s INT := 0; FOR i IN 1 TO n DO s := s + i; END FOR; RETURN s; END;

SELECT sums(4) AS a, sums(x) AS b FROM (SELECT 3 AS x);
----
A | B
10 | 6

CREATE FUNCTION writes() RETURNS INT AS $$ BEGIN INSERT INTO v VALUES (1); RETURN 1; END $$;
----
error 001003 (42000): unexpected 'INSERT'

CREATE FUNCTION strict_two(n INT) RETURNS INT STRICT AS $$ 1 $$;

SELECT strict_two(NULL) AS a, strict_two(1) AS b;
----
A | B
NULL | 1

CREATE FUNCTION pairs(n INT) RETURNS TABLE (a INT, b VARCHAR) AS $$ SELECT n, 'x' UNION ALL SELECT n + 1, 'y' $$;

SELECT s.k, t.a FROM (SELECT 10 AS k UNION ALL SELECT 20) s, TABLE(pairs(s.k)) t ORDER BY 1, 2;
----
K | A
10 | 10
10 | 11
20 | 20
20 | 21

-- what a handler throws, whole
CREATE PROCEDURE asks() RETURNS FLOAT LANGUAGE JAVASCRIPT AS $$ snowflake.execute({sqlText: 'SELECT * FROM nope'}); $$;

CALL asks();
----
error 100132 (P0000): Object 'NOPE' does not exist or not authorized.
