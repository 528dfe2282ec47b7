-- source: Snowflake documentation, "Introduction to streams", streams on views (unconfirmed)
-- case: streams.md 10.4 case 78
-- fixture: acct

CREATE VIEW v1 AS SELECT id, SUM(bal) AS total FROM acct GROUP BY id;

CREATE STREAM x1 ON VIEW v1;
----
error: Change tracking is not supported on queries with

CREATE VIEW v2 AS SELECT DISTINCT bal FROM acct;

CREATE STREAM x2 ON VIEW v2;
----
error: Change tracking is not supported on queries with

CREATE VIEW v3 AS SELECT id, bal FROM acct LIMIT 1;

CREATE STREAM x3 ON VIEW v3;
----
error: Change tracking is not supported on queries with

CREATE VIEW v4 AS SELECT id, bal FROM acct QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY bal) = 1;

CREATE STREAM x4 ON VIEW v4;
----
error: Change tracking is not supported on queries with

CREATE VIEW v5 AS SELECT a.id, s.bal FROM acct a LEFT JOIN sink s ON a.id = s.id;

CREATE STREAM x5 ON VIEW v5;
----
error: Change tracking is not supported on queries with

CREATE VIEW v6 AS SELECT id, bal FROM acct WHERE id IN (SELECT id FROM sink);

CREATE STREAM x6 ON VIEW v6;
----
error: Change tracking is not supported on queries with
