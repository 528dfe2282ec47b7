-- source: Snowflake documentation, "INSERT", "UPDATE", "DELETE", "MERGE"
-- case: metadata.md 11 case 24

CREATE TABLE t1 (t1key INT, val INT, status INT);

INSERT INTO t1 VALUES (1,10,1),(2,20,1),(3,30,1);

CREATE TABLE t2 (t2key INT, marked INT, isnewstatus INT, newval INT, newstatus INT);

INSERT INTO t2 VALUES (1,1,0,0,0),(2,0,1,21,2),(3,0,0,31,0),(4,0,0,40,3);

MERGE INTO t1 USING t2 ON t1.t1key = t2.t2key
WHEN MATCHED AND t2.marked = 1 THEN DELETE
WHEN MATCHED AND t2.isnewstatus = 1 THEN UPDATE SET val = t2.newval, status = t2.newstatus
WHEN MATCHED THEN UPDATE SET val = t2.newval
WHEN NOT MATCHED THEN INSERT (t1key, val, status) VALUES (t2.t2key, t2.newval, t2.newstatus);
----
number of rows inserted | number of rows updated | number of rows deleted
1 | 2 | 1

SELECT * FROM t1 ORDER BY t1key;
----
T1KEY | VAL | STATUS
2 | 21 | 2
3 | 31 | 1
4 | 40 | 3
