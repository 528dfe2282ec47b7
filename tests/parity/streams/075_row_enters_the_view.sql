-- source: Snowflake documentation, "Introduction to streams", streams on views (unconfirmed)
-- case: streams.md 10.4 case 75
-- fixture: acct

CREATE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 150;

CREATE STREAM sv ON VIEW big;

UPDATE acct SET bal = 500 WHERE id = 1;

SELECT id, bal, metadata$action FROM sv;
----
ID | BAL | METADATA$ACTION
1 | 500 | INSERT
