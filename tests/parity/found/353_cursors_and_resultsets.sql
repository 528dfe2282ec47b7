-- source: "Working with cursors", "Working with RESULTSETs"; spec/scripting.md 5.1 to 6.4
-- case: found case 353

CREATE TABLE t(x INT) AS SELECT 99 UNION ALL SELECT 1;

CREATE TABLE v(value INT);

-- the query runs at OPEN, and again when it is opened again
DECLARE a INT; n INT; c CURSOR FOR SELECT COUNT(*) AS n FROM v; BEGIN OPEN c; FETCH c INTO a; CLOSE c; INSERT INTO v VALUES (1); OPEN c; FETCH c INTO n; DELETE FROM v; RETURN a || ' ' || n; END;
----
anonymous block
0 1

DECLARE c CURSOR FOR SELECT nope FROM v; BEGIN RETURN 'not run'; END;
----
anonymous block
not run

-- fewer columns than variables leave the rest as they are, more are ignored
DECLARE a INT := 7; b INT := 8; c CURSOR FOR SELECT 1 AS a; BEGIN OPEN c; FETCH c INTO a, b; RETURN a || ' ' || b; END;
----
anonymous block
1 8

DECLARE a INT; c CURSOR FOR SELECT 1 AS a, 2 AS b; BEGIN OPEN c; FETCH c INTO a; RETURN a; END;
----
anonymous block
1

DECLARE a INT; c CURSOR FOR SELECT 1 AS a; BEGIN OPEN c; CLOSE c; FETCH c INTO a; END;
----
error: STATEMENT_ERROR

-- a cursor over a RESULTSET walks the rows it has, and takes none away
DECLARE r RESULTSET DEFAULT (SELECT COUNT(*) AS n FROM v); a INT; BEGIN INSERT INTO v VALUES (1); LET c CURSOR FOR r; OPEN c; FETCH c INTO a; DELETE FROM v; RETURN a; END;
----
anonymous block
0

DECLARE a INT; r RESULTSET DEFAULT (SELECT x FROM t ORDER BY 1); c CURSOR FOR r; BEGIN OPEN c; FETCH c INTO a; RETURN TABLE(r); END;
----
X
1
99

DECLARE a INT; c CURSOR FOR SELECT x FROM t ORDER BY 1; BEGIN OPEN c; FETCH c INTO a; RETURN TABLE(RESULTSET_FROM_CURSOR(c)); END;
----
X
1
99

DECLARE c CURSOR FOR EXECUTE IMMEDIATE 'SELECT 1'; BEGIN OPEN c; END;
----
error 001003 (42000): unexpected 'EXECUTE'

-- a GEOGRAPHY comes as an OBJECT
DECLARE c CURSOR FOR SELECT TO_GEOGRAPHY('POINT(1 2)') AS g; BEGIN FOR r IN c DO LET o OBJECT := r.g; RETURN o:type::VARCHAR || o:coordinates[1]; END FOR; END;
----
anonymous block
Point2

-- any statement may give a RESULTSET its rows, the flow operator not where it is declared
DECLARE r RESULTSET; BEGIN r := (INSERT INTO v VALUES (1), (2)); RETURN TABLE(r); END;
----
number of rows inserted
2

DECLARE r RESULTSET; n INT := 0; BEGIN r := (SHOW TABLES LIKE 'V'); FOR x IN r DO n := n + 1; END FOR; RETURN n; END;
----
anonymous block
1

DECLARE r RESULTSET; BEGIN r := (SELECT 1 AS a ->> SELECT a + 1 AS b FROM $1); RETURN TABLE(r); END;
----
B
2

BEGIN LET r RESULTSET := (SELECT 1 AS a ->> SELECT a + 1 AS b FROM $1); RETURN TABLE(r); END;
----
error 001003 (42000): unexpected '->>'

BEGIN LET r RESULTSET := (SELECT 1 AS a); RETURN :r; END;
----
error 000904 (42000): invalid identifier 'R'

CREATE PROCEDURE rp(r RESULTSET) RETURNS INT AS BEGIN RETURN 1; END;
----
error
