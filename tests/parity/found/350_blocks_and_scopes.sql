-- source: "Understanding blocks in Snowflake Scripting", DECLARE, LET; spec/scripting.md 1.1 to 1.8
-- case: found case 350

-- a name is visible in its block and inner ones, and an inner declaration hides the outer one
DECLARE a INT := 1; BEGIN DECLARE a INT := 2; BEGIN a := 5; END; RETURN a; END;
----
anonymous block
1

BEGIN BEGIN LET q := 1; END; RETURN q; END;
----
error 000904 (42000): invalid identifier 'Q'

BEGIN FOR i IN 1 TO 2 DO NULL; END FOR; RETURN i; END;
----
error 000904 (42000): invalid identifier 'I'

-- LET begins where it stands, and a handler does not see it
BEGIN LET a INT := b; LET b INT := 1; RETURN a; END;
----
error 000904 (42000): invalid identifier 'B'

DECLARE d INT := 7; BEGIN LET x INT := 1/0; EXCEPTION WHEN OTHER THEN RETURN d; END;
----
anonymous block
7

DECLARE d INT := 7; BEGIN LET l INT := 3; LET x INT := 1/0; EXCEPTION WHEN OTHER THEN RETURN l; END;
----
error 000904 (42000): invalid identifier 'L'

-- blocks nest anywhere and have their own DECLARE and EXCEPTION
BEGIN IF (TRUE) THEN DECLARE a INT DEFAULT 3; BEGIN RETURN a/0; EXCEPTION WHEN OTHER THEN RETURN 'inner'; END; END IF; END;
----
anonymous block
inner

-- objects stay, variables do not
BEGIN CREATE TABLE kept(a INT); LET z := 1; END;

SELECT COUNT(*) AS n FROM kept;
----
N
0

BEGIN RETURN :z; END;
----
error 000904 (42000): invalid identifier 'Z'

-- a variable has a type or a default
DECLARE x; BEGIN RETURN 1; END;
----
error 001003 (42000): unexpected ';'

BEGIN LET x INT; RETURN x; END;
----
error 001003 (42000): unexpected ';'

BEGIN NULL END;
----
error 001003 (42000): unexpected '<EOF>'
