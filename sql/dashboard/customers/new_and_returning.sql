-- Do we live on new customers or on loyal ones? Customers per day, week or month of the period who ordered for the
-- first time ever, and who had ordered before.
WITH sales AS (
    SELECT customer_id, sale_date
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_status <> 'CANCELLED'
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
),
firsts AS (
    SELECT customer_id, MIN(sale_date) AS first_date
    FROM sales
    GROUP BY customer_id
)
SELECT
    DATE_TRUNC(%(grain)s, s.sale_date) AS bucket,
    COUNT(DISTINCT IFF(DATE_TRUNC(%(grain)s, f.first_date) = DATE_TRUNC(%(grain)s, s.sale_date), s.customer_id, NULL))
        AS new_customers,
    COUNT(DISTINCT IFF(DATE_TRUNC(%(grain)s, f.first_date) < DATE_TRUNC(%(grain)s, s.sale_date), s.customer_id, NULL))
        AS returning_customers
FROM sales s
JOIN firsts f
    ON f.customer_id = s.customer_id
WHERE s.sale_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
GROUP BY DATE_TRUNC(%(grain)s, s.sale_date)
ORDER BY bucket;
