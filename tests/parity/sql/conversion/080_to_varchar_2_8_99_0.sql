-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 80
-- gap: not yet: the blank before the currency sign is unconfirmed

SELECT TO_VARCHAR(2.8,'">"$99.0"<"');
----
*
> $2.8<
