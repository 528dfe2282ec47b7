-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 18

CREATE TABLE t (id INT, v VARCHAR);

INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c');

INSERT INTO t VALUES (4,'d'),(5,'e');
----
number of rows inserted
2
