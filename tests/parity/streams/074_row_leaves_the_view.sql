-- source: Snowflake documentation, "Introduction to streams", streams on views (observed)
-- case: streams.md 10.4 case 74
-- fixture: acct

CREATE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 150;

CREATE STREAM sv ON VIEW big;

UPDATE acct SET bal = 1 WHERE id = 2;

SELECT id, bal, metadata$action FROM sv;
----
ID | BAL | METADATA$ACTION
2 | 200 | DELETE
