-- source: Snowflake documentation, "Asynchronous child jobs"
-- case: scripting.md 17 case 49

CREATE TABLE v (value INT);

BEGIN ASYNC (INSERT INTO v VALUES (1)); ASYNC (INSERT INTO v VALUES (2)); AWAIT ALL; RETURN (SELECT COUNT(*) FROM v); END;
----
anonymous block
2
