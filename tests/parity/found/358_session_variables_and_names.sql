-- source: SET, "SQL variables", "SHOW VARIABLES", "Object identifiers" (IDENTIFIER); spec/scripting.md 14.1 to 14.6
-- case: found case 358

SET (a1, b1) = (SELECT 1, 'x');

SELECT $a1 AS a, $b1 AS b;
----
A | B
1 | x

SET (a1, b1) = (SELECT 1 UNION ALL SELECT 2);
----
error

SET (a1, b1) = (1);
----
error 001003 (42000)

SHOW VARIABLES ->> SELECT "name", "value", "type", "created_on" = "updated_on" AS same FROM $1 ORDER BY 1;
----
name | value | type | SAME
A1 | 1 | fixed | TRUE
B1 | x | text | TRUE

SET big = REPEAT('x', 16384);

SELECT LENGTH($big) AS n;
----
N
16384

SET big = REPEAT('x', 16385);
----
error: too long

UNSET (a1, b1);

SELECT $a1;
----
error: Session variable '$A1' does not exist

CREATE TABLE v(value INT) AS SELECT -3;

CREATE FUNCTION plus1(x INT) RETURNS INT AS 'x + 1';

SET tn = '"DB1".s1.v';

SELECT COUNT(*) AS n FROM IDENTIFIER($tn);
----
N
1

SET fn = 'abs';

SELECT IDENTIFIER($fn)(IDENTIFIER('value')) AS a, IDENTIFIER('plus1')(1) AS b, IDENTIFIER('s1.plus1')(2) AS c FROM TABLE($tn);
----
A | B | C
3 | 2 | 3

DECLARE t VARCHAR := 'v'; c VARCHAR := 'value'; BEGIN INSERT INTO IDENTIFIER(:t) VALUES (9); RETURN (SELECT MAX(IDENTIFIER(:c)) FROM IDENTIFIER(:t)); END;
----
anonymous block
9

-- a stored body reads the variable when it runs
CREATE PROCEDURE later_on() RETURNS VARCHAR EXECUTE AS CALLER AS $$ BEGIN RETURN $later; END $$;

SET later = 'now';

CALL later_on();
----
LATER_ON
now
