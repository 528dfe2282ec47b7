-- source: "Working with variables", "Expansion operators"; spec/scripting.md 3.1 to 3.10
-- case: found case 351

CREATE TABLE t(x INT) AS SELECT 99 UNION ALL SELECT 1;

-- a declared type is enforced at every assignment
DECLARE ts TIMESTAMP; BEGIN ts := '2020-01-01 10:00:00 +0500'::TIMESTAMP_TZ; RETURN ts::VARCHAR; END;
----
anonymous block
2020-01-01 10:00:00.000

DECLARE d DATE; BEGIN d := '2020-01-01 10:00:00'::TIMESTAMP; RETURN d; END;
----
anonymous block
2020-01-01

DECLARE v ARRAY; BEGIN v := 5; RETURN TO_JSON(v); END;
----
anonymous block
[5]

DECLARE v OBJECT; BEGIN v := 5; RETURN v; END;
----
error: EXPRESSION_ERROR

DECLARE v VARCHAR(2); BEGIN v := 42; RETURN v; END;
----
anonymous block
42

DECLARE v NUMBER(3,1); BEGIN v := 1000; RETURN v; END;
----
error: out of range

-- a column made from a variable has the variable's type
DECLARE v NUMBER(5,2) := 1.5; w VARCHAR(7) := 'x'; BEGIN LET u := 5; LET f := 5.25; CREATE TABLE typed AS SELECT :v AS c, :w AS d, :u AS e, :f AS f; END;

DESC TABLE typed ->> SELECT "name", "type" FROM $1 ORDER BY 1;
----
name | type
C | NUMBER(5,2)
D | VARCHAR(7)
E | NUMBER(38,0)
F | FLOAT

DECLARE c CURSOR FOR SELECT 1 AS a; BEGIN FOR r IN c DO LET y := r.a; END FOR; END;
----
error 092228 (P0000): variable 'Y' cannot have its type inferred from initializer

-- conditions stand in parentheses, NULL is false
BEGIN IF 1 = 1 THEN RETURN 1; END IF; END;
----
error 001003 (42000): unexpected '1'

BEGIN WHILE (NULL) DO RETURN 1; END WHILE; IF (NULL) THEN RETURN 2; ELSE RETURN 3; END IF; END;
----
anonymous block
3

-- outside SQL a name may have a colon, inside SQL a name without one is a column
DECLARE x INT := 2; s INT := 0; BEGIN FOR i IN :x TO x + 2 DO s := s + :i; END FOR; RETURN s; END;
----
anonymous block
9

DECLARE x INT := 2; r RESULTSET; BEGIN r := (SELECT x, :x AS y FROM t ORDER BY x); RETURN TABLE(r); END;
----
X | Y
1 | 2
99 | 2

-- SELECT … INTO takes one row; none leaves NULL
DECLARE a INT := 5; BEGIN SELECT x INTO :a FROM t WHERE FALSE; RETURN NVL(a::VARCHAR, 'null'); END;
----
anonymous block
null

DECLARE a INT; BEGIN SELECT x INTO :a FROM t; END;
----
error: expects exactly 1 returned row, but got 2

-- a field of a record is an expression; in SQL it goes through a variable
BEGIN LET s INT := 0; LET c CURSOR FOR SELECT x FROM t; FOR r IN c DO LET y INT := r.x; INSERT INTO t SELECT :y + 1000; s := s + r.x; END FOR; RETURN s; END;
----
anonymous block
100

SELECT x FROM t ORDER BY x;
----
X
1
99
1001
1099

-- ** spreads an array
SELECT x FROM t WHERE x IN (99, ** [1, 1001]) ORDER BY x;
----
X
1
99
1001

SELECT GREATEST(** [1, 50, 7]) AS g, COALESCE(** [NULL, 'a']) AS c;
----
G | C
50 | a

SELECT GREATEST(** ['2024-01-05'::DATE, '2024-02-01'::DATE]) AS latest, 2.5 IN (** ARRAY_CONSTRUCT(2.5::DOUBLE)) AS found;
----
LATEST | FOUND
2024-02-01 | TRUE

CREATE PROCEDURE chosen(vals ARRAY) RETURNS TABLE(x INT) AS BEGIN LET r RESULTSET := (SELECT x FROM t WHERE x IN (** :vals) ORDER BY x); RETURN TABLE(r); END;

CALL chosen([1, 99]);
----
X
1
99

CALL chosen([1001]);
----
X
1001

CREATE FUNCTION listed(vals ARRAY) RETURNS TABLE(x INT) AS $$ SELECT x FROM t WHERE x IN (** vals) $$;

SELECT x FROM TABLE(listed([1, 1099])) ORDER BY x;
----
X
1
1099
