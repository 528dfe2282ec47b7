-- source: Snowflake documentation, "Introduction to streams", data retention period and staleness; "Cloning considerations"
-- case: streams.md 10.5 case 90
-- fixture: acct

INSERT INTO acct VALUES (3,300);

CREATE SCHEMA c CLONE s1;

USE SCHEMA s1;

SELECT COUNT(*) AS n FROM c.st;
----
N
0

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE

INSERT INTO c.acct VALUES (4,400);

SELECT id, bal, metadata$action, metadata$isupdate FROM c.st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
4 | 400 | INSERT | FALSE

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
