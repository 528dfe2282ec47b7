-- source: Snowflake documentation: "DATE_PART" (the form with FROM)
-- case: found case 730

SELECT DATE_PART(year FROM '2024-05-06'::DATE) AS y, date_part('month' from '2024-05-06'::DATE) AS m, DATE_PART(epoch_second FROM '1970-01-02 00:00:01'::TIMESTAMP_NTZ) AS e;
----
Y | M | E
2024 | 5 | 86401

SELECT DATE_PART(day FROM DATEADD(day, 1, d)) AS next_day FROM (SELECT '2024-05-06'::DATE AS d) WHERE DATE_PART(month FROM d) = 5;
----
NEXT_DAY
7

SELECT DATE_PART(fortnight FROM '2024-05-06'::DATE);
----
error 002018 (22023)
