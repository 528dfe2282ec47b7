-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 71

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a');

MERGE INTO t USING (SELECT 1 AS id, 'x' AS v UNION ALL SELECT 1, 'y') s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.v = s.v;
----
error 100090 (42P18): Duplicate row detected during DML action
