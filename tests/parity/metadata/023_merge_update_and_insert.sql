-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 23

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b');

MERGE INTO t USING (SELECT 1 AS id, 'x' AS v UNION ALL SELECT 9, 'y') s ON t.id = s.id
WHEN MATCHED THEN UPDATE SET t.v = s.v
WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.v);
----
number of rows inserted | number of rows updated
1 | 1
