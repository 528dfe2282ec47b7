-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 73
-- fixture: acct

CREATE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 150;

CREATE STREAM sv ON VIEW big;

INSERT INTO acct VALUES (3,300),(4,10);

SELECT id, bal, metadata$action, metadata$isupdate FROM sv ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
