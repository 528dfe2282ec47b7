-- source: Snowflake documentation, "DATEDIFF" (arguments must be dates, times or timestamps), "DATEADD"
-- case: found case 841

SELECT DATEDIFF(day, '2024-01-01'::DATE, '12:00'::TIME);
----
error: Invalid argument types for function

SELECT DATEADD(day, 1, TRUE);
----
error: (NUMBER(1,0), BOOLEAN)

SELECT DATE_TRUNC(month, TRUE);
----
error: Invalid argument types for function
