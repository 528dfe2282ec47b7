-- source: Snowflake documentation, "Introduction to streams", stream columns and types of streams
-- case: streams.md 10.1 case 21
-- fixture: acct

INSERT INTO acct VALUES (3,300);

INSERT INTO sink SELECT * FROM st;
----
error: Insert value list does not match column list expecting 2 but got 5

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

SELECT COUNT(*) AS n FROM sink;
----
N
0
