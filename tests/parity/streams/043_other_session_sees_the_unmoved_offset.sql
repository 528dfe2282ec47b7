-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 43
-- fixture: acct

INSERT INTO acct VALUES (3,300);

BEGIN;

INSERT INTO sink SELECT id, bal FROM st;

-- session B
SELECT COUNT(*) AS n FROM st;
----
N
1

COMMIT;

-- session B
SELECT COUNT(*) AS n FROM st;
----
N
0
