-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 28
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE TEMPORARY TABLE z AS SELECT * FROM st WHERE 1=0;

SELECT COUNT(*) AS n FROM z;
----
N
0

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE

SELECT SYSTEM$STREAM_HAS_DATA('ST') AS has_data;
----
HAS_DATA
FALSE
