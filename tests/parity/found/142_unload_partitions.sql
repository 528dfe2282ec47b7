-- source: "COPY INTO <location>", PARTITION BY
-- case: found case 142

CREATE STAGE st;

CREATE TABLE t (n NUMBER, d DATE);

INSERT INTO t VALUES (1, '2024-01-01'), (2, '2024-01-02'), (3, '2024-01-01'), (4, NULL);

COPY INTO @st/out FROM t PARTITION BY ('day=' || TO_VARCHAR(d)) FILE_FORMAT = (TYPE = CSV);

SELECT SPLIT_PART(METADATA$FILENAME, '/', 2) AS folder, COUNT(*) AS n FROM @st/out/ GROUP BY 1 ORDER BY 1;
----
FOLDER | N
__NULL__ | 1
day=2024-01-01 | 2
day=2024-01-02 | 1

