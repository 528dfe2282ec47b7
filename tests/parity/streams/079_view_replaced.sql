-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 79
-- fixture: acct

CREATE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 150;

CREATE STREAM sv ON VIEW big;

CREATE OR REPLACE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 100;

SELECT * FROM sv;
----
error
