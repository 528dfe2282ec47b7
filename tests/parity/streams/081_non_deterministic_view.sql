-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 81
-- fixture: acct
-- needs: virtual clock
-- The function is computed when the stream is read.

CREATE VIEW stamped AS SELECT CURRENT_TIMESTAMP() AS ts, id FROM acct;

CREATE STREAM sv ON VIEW stamped;

INSERT INTO acct VALUES (3,300);

SET first_read = (SELECT TO_VARCHAR(ts, 'YYYY-MM-DD HH24:MI:SS') FROM sv WHERE id = 3 AND metadata$action = 'INSERT');

-- advance 2 minutes
SELECT TO_VARCHAR(ts, 'YYYY-MM-DD HH24:MI:SS') = $first_read AS same FROM sv WHERE id = 3 AND metadata$action = 'INSERT';
----
SAME
FALSE
