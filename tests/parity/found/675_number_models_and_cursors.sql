-- source: Snowflake documentation: "SQL format models" (zeros at the end, required digits, alternatives), FOR (a cursor that is open), RAISE (an exception without a message), CREATE TABLE (CREATE OR ALTER over NULLs)
-- case: found case 675

SELECT '<' || TO_VARCHAR(2.5, '999.999') || '>' AS blank, '<' || TO_VARCHAR(2.5, '999.909') || '>' AS part, '<' || TO_VARCHAR(2.5::FLOAT, 'FM999.999') || '>' AS compact, TO_VARCHAR(2.5, 'S000.000') AS zeros;
----
BLANK | PART | COMPACT | ZEROS
<   2.5  > | <   2.50 > | <2.5> | +002.500

SELECT TO_NUMBER('12.5', '99.9', 5, 1) AS part, TO_NUMBER('012.50', '000.00', 5, 2) AS every, TRY_TO_NUMBER('12.50', '000.00', 5, 2) AS short, TRY_TO_NUMBER('012.5', '000.00', 5, 2) AS fraction;
----
PART | EVERY | SHORT | FRACTION
12.5 | 12.50 | NULL | NULL

SELECT TO_NUMBER(column1, 'MI999|999MI') AS n FROM VALUES ('-7'), ('7-'), ('7') ORDER BY n;
----
N
-7
-7
7

SELECT TO_NUMBER('12', '000');
----
error 100140 (22007)

CREATE TABLE prices (p NUMBER(8, 2)) AS SELECT * FROM VALUES (1.25), (2.50), (4.00);
----
status
Table PRICES successfully created.

DECLARE total NUMBER(8, 2) DEFAULT 0; least_price INT DEFAULT 2; c CURSOR FOR SELECT p FROM prices WHERE p > ? ORDER BY p; BEGIN OPEN c USING (least_price); FOR r IN c DO total := total + r.p; END FOR; CLOSE c; RETURN total; END;
----
anonymous block
6.50

DECLARE total NUMBER(8, 2) DEFAULT 0; c CURSOR FOR SELECT p FROM prices; BEGIN FOR r IN c DO total := total + r.p; END FOR; CLOSE c; END;
----
error: STATEMENT_ERROR

DECLARE e EXCEPTION; BEGIN RAISE e; END;
----
error -20000 (P0001): Uncaught exception of type 'E' on line 1 at position 27

CREATE TABLE holes (a INT) AS SELECT NULL;
----
status
Table HOLES successfully created.

CREATE OR ALTER TABLE holes (a INT PRIMARY KEY);
----
error 001471 (42601): Column 'A' contains null values. Not null constraint cannot be added.
