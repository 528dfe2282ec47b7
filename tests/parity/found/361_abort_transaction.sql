-- source: SYSTEM$ABORT_TRANSACTION, "SHOW TRANSACTIONS"
-- case: found case 361

CREATE TABLE v(value INT);

-- session B
BEGIN TRANSACTION;

-- session B
INSERT INTO v VALUES (1);

SHOW TRANSACTIONS IN ACCOUNT;

SET open_one = (SELECT "id" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())));

SELECT SYSTEM$ABORT_TRANSACTION($open_one) = 'Aborted transaction id: ' || $open_one AS aborted;
----
ABORTED
TRUE

-- session B
SELECT CURRENT_TRANSACTION() IS NULL AS gone, COUNT(*) AS n FROM v;
----
GONE | N
TRUE | 0

SELECT SYSTEM$ABORT_TRANSACTION($open_one);
----
error
