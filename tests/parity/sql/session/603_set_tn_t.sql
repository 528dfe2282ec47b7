-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 603

CREATE TABLE t (a INT);

INSERT INTO t VALUES (1);

SET tn='t';

SELECT * FROM IDENTIFIER($tn);
----
*
1
