-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 22

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b');

MERGE INTO t USING (SELECT 1 AS id, 'x' AS v) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.v = s.v;
----
number of rows updated
1
