-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 42
-- fixture: acct
-- Tables are read committed, streams repeatable read.

BEGIN;

SELECT COUNT(*) AS n FROM st;
----
N
0

-- session B
INSERT INTO acct VALUES (3,300);

SELECT COUNT(*) AS n FROM acct;
----
N
3

SELECT COUNT(*) AS n FROM st;
----
N
0

COMMIT;

SELECT COUNT(*) AS n FROM st;
----
N
1
