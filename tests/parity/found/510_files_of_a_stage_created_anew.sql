-- source: "COPY INTO <table>", load metadata: a table remembers the files it has loaded; a stage that is created anew is
-- another one, and so are its files, also with the same name and content in the same instant
-- case: found case 510

CREATE STAGE files;

CREATE TABLE t(a INT);

COPY INTO @files/rows.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV);

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV);

SELECT COUNT(*) AS n FROM t;
----
N
1

CREATE OR REPLACE STAGE files;

COPY INTO @files/rows.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV);

COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV);

SELECT COUNT(*) AS n FROM t;
----
N
2
