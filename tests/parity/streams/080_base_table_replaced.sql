-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 80
-- fixture: acct

CREATE VIEW big AS SELECT id, bal FROM acct WHERE bal >= 150;

CREATE STREAM sv ON VIEW big;

CREATE OR REPLACE TABLE acct (id INT, bal INT);

SELECT * FROM sv;
----
error
