-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 77
-- fixture: acct

CREATE VIEW uu AS SELECT id, bal FROM acct UNION ALL SELECT id, bal FROM sink;

CREATE STREAM su ON VIEW uu;

INSERT INTO acct VALUES (7,7);

INSERT INTO sink VALUES (7,7);

SELECT id, bal, metadata$action, metadata$isupdate FROM su ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
7 | 7 | INSERT | FALSE
7 | 7 | INSERT | FALSE

SELECT COUNT(DISTINCT metadata$row_id) AS ids FROM su;
----
IDS
2
