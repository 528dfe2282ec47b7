-- source: CASE, FOR, BREAK, "Working with loops"; spec/scripting.md 4.1 to 4.7
-- case: found case 352

CREATE TABLE t(x INT) AS SELECT 99 UNION ALL SELECT 1;

DECLARE x INT := 3; BEGIN IF (x = 1) THEN RETURN 'a'; ELSEIF (x = 2) THEN RETURN 'b'; ELSEIF (x = 3) THEN RETURN 'c'; ELSE RETURN 'd'; END IF; END;
----
anonymous block
c

-- NULL matches no branch, and none need match
BEGIN CASE (NULL) WHEN NULL THEN RETURN 1; END; RETURN 'none'; END;
----
anonymous block
none

BEGIN CASE WHEN 1 = 1 THEN RETURN 'first'; WHEN 2 = 2 THEN RETURN 'second'; END CASE; END;
----
anonymous block
first

-- the counter is set anew each round, and the bounds are computed once
DECLARE s VARCHAR := ''; BEGIN FOR i IN 1 TO 3 LOOP s := s || i; i := 100; END LOOP; RETURN s; END;
----
anonymous block
123

DECLARE n INT := 0; hi INT := 3; BEGIN FOR i IN 1 TO hi DO n := n + 1; hi := 10; END FOR; FOR i IN REVERSE 3 TO 1 DO n := 100; END FOR; RETURN n; END;
----
anonymous block
3

-- DO pairs with END FOR, LOOP with END LOOP
BEGIN FOR i IN 1 TO 3 DO NULL; END LOOP; END;
----
error 001003 (42000): unexpected 'LOOP'

BEGIN FOR i IN 1 TO 2 DO CREATE OR REPLACE TABLE counted AS SELECT :i AS c; END FOR; END;

DESC TABLE counted ->> SELECT "type" FROM $1;
----
type
NUMBER(9,0)

-- a FETCH in a loop over a cursor takes its rows; columns by name
DECLARE n INT := 0; y INT; c CURSOR FOR SELECT x FROM t ORDER BY x; BEGIN FOR r IN c DO n := n + 1; FETCH c INTO y; END FOR; RETURN n || ' ' || y; END;
----
anonymous block
1 99

DECLARE s INT := 0; r RESULTSET DEFAULT (SELECT x AS "lower", x AS Upper FROM t); BEGIN FOR one IN r DO s := s + one."lower" + one.upper; END FOR; RETURN s; END;
----
anonymous block
200

DECLARE n INT := 0; BEGIN WHILE (n < 3) LOOP n := n + 1; END LOOP; REPEAT n := n + 1; UNTIL (TRUE) END REPEAT; LOOP n := n + 1; BREAK lab; END LOOP lab; RETURN n; END;
----
anonymous block
5

-- labels stand after END and name a loop around
DECLARE n INT := 0; BEGIN FOR i IN 1 TO 3 DO FOR j IN 1 TO 3 DO IF (j = 2) THEN CONTINUE outer_loop; END IF; n := n + 1; END FOR inner_loop; END FOR outer_loop; RETURN n; END;
----
anonymous block
3

DECLARE n INT := 0; BEGIN FOR i IN 1 TO 3 DO IF (i = 2) THEN ITERATE; END IF; IF (i = 3) THEN EXIT; END IF; n := n + 1; END FOR; RETURN n; END;
----
anonymous block
1

BEGIN LOOP BREAK nowhere; END LOOP; END;
----
error 001003 (42000): unexpected 'nowhere'

BEGIN BREAK; END;
----
error 001003 (42000): unexpected 'BREAK'
