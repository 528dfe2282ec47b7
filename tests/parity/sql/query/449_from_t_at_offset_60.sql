-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 449
-- needs: virtual clock
-- The point lies after the creation of the table.

CREATE TABLE t (a INT);

-- advance 2 minutes
SELECT * FROM t AT(OFFSET => -60);
