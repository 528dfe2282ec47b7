-- source: Snowflake documentation, "Transactions"
-- case: scripting.md 17 case 70

CREATE TABLE v (value INT);

BEGIN BEGIN TRANSACTION; INSERT INTO v VALUES (99); ROLLBACK; RETURN (SELECT COUNT(*) FROM v WHERE value = 99); END;
----
anonymous block
0
