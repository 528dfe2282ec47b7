-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 531
-- gap: not yet: COLLATE on a column is refused

CREATE TABLE t (a VARCHAR COLLATE 'en-ci');
