-- Do customers come back? Cohorts by the quarter of the first order; how many of each ordered again n quarters later.
WITH orders AS (
    SELECT DISTINCT customer_id, DATE_TRUNC('QUARTER', sale_date) AS quarter
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_status <> 'CANCELLED'
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
cohorts AS (
    SELECT customer_id, MIN(quarter) AS cohort
    FROM orders
    GROUP BY customer_id
),
sizes AS (
    SELECT cohort, COUNT(*) AS cohort_size
    FROM cohorts
    GROUP BY cohort
)
SELECT
    c.cohort,
    z.cohort_size,
    DATEDIFF(quarter, c.cohort, o.quarter) AS quarters_later,
    COUNT(*) AS customers,
    ROUND(100 * COUNT(*) / z.cohort_size, 1) AS retained_percent
FROM cohorts c
JOIN sizes z
    ON z.cohort = c.cohort
JOIN orders o
    ON o.customer_id = c.customer_id
GROUP BY c.cohort, z.cohort_size, DATEDIFF(quarter, c.cohort, o.quarter)
ORDER BY c.cohort, quarters_later;
