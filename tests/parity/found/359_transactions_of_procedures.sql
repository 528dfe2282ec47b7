-- source: "Transactions" (stored procedures and transactions, scoped transactions); spec/scripting.md 15.1 to 15.5, 16
-- case: found case 359

CREATE TABLE v(value INT);

-- what a procedure leaves open is rolled back, and the call fails
CREATE PROCEDURE leaves() RETURNS INT AS BEGIN BEGIN TRANSACTION; INSERT INTO v VALUES (77); RETURN 1; END;

CALL leaves();
----
error 090232 (25000): rolled back

-- the caller's transaction is not the procedure's to end
CREATE PROCEDURE ends() RETURNS INT EXECUTE AS CALLER AS BEGIN COMMIT; RETURN 1; END;

BEGIN TRANSACTION;

INSERT INTO v VALUES (88);

CALL ends();
----
error 090231 (25000): Modifying a transaction that has started at a different scope is not allowed

ROLLBACK;

-- a transaction of its own stays when the caller rolls back; without one the procedure writes in the caller's
CREATE PROCEDURE own() RETURNS INT AS BEGIN BEGIN TRANSACTION; INSERT INTO v VALUES (99); COMMIT; RETURN 1; END;

CREATE PROCEDURE callers() RETURNS INT AS BEGIN INSERT INTO v VALUES (6); RETURN 1; END;

BEGIN TRANSACTION;

CALL callers();

CALL own();

ROLLBACK;

SELECT value FROM v;
----
VALUE
99

-- an error leaves the transaction open; BEGIN in an open one does nothing
BEGIN TRANSACTION;

INSERT INTO v VALUES (5);

SELECT 1/0;
----
error 100051 (22012)

BEGIN TRANSACTION;

COMMIT;

SELECT value FROM v ORDER BY value;
----
VALUE
5
99

-- the flow operator: each step may read the results before it, an error stops it
SELECT 1 AS a ->> SELECT a + 1 AS b FROM $1 ->> SELECT b, a FROM $1, $2;
----
B | A
2 | 1

SELECT 1 AS a ->> SELECT 1/0 FROM $1 ->> SELECT 5;
----
error 100051 (22012)
