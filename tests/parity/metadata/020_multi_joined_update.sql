-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 20

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

CREATE TABLE s (id INT, v VARCHAR);

INSERT INTO s VALUES (1,'x'),(1,'y');

UPDATE t SET v = s.v FROM s WHERE t.id = s.id;
----
number of rows updated | number of multi-joined rows updated
1 | 1
