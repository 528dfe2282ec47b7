-- source: "CREATE FILE FORMAT", COMPRESSION = AUTO: found automatically, except Brotli; "COPY INTO <location>", SINGLE:
-- the file is compressed whatever its name
-- case: found case 506

CREATE STAGE files;

CREATE TABLE t(a INT, b VARCHAR);

COPY INTO @files/rows.csv FROM (SELECT 1, 'x' UNION ALL SELECT 2, 'y') FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP) SINGLE = TRUE;

COPY INTO @files/more FROM (SELECT 3, 'z') FILE_FORMAT = (TYPE = CSV COMPRESSION = ZSTD) SINGLE = TRUE;

COPY INTO @files/last FROM (SELECT 4, 'BZh') FILE_FORMAT = (TYPE = CSV COMPRESSION = BZ2) SINGLE = TRUE;

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) PATTERN = '.*(rows.csv|more|last)';

SELECT * FROM t ORDER BY a;
----
A | B
1 | x
2 | y
3 | z
4 | BZh

SELECT $2 AS b FROM @files/rows.csv ORDER BY b;
----
B
x
y

COPY INTO @files/docs FROM (SELECT OBJECT_CONSTRUCT('a', 2)) FILE_FORMAT = (TYPE = JSON) SINGLE = TRUE;

CREATE FILE FORMAT j TYPE = JSON;

SELECT $1:a::INT AS a FROM @files/docs (FILE_FORMAT => j);
----
A
2

COPY INTO t FROM @files/rows.csv FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) FORCE = TRUE;
----
error 100144
