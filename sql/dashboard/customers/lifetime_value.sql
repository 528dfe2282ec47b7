-- How much has a customer spent so far? Customers per step of lifetime value, all time; steps of a twentieth of the
-- highest, rounded up to full hundreds.
WITH worth AS (
    SELECT customer_id, MAX(customer_segment) AS any_segment, SUM(net_amount) AS lifetime_value
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY customer_id
),
steps AS (
    SELECT GREATEST(100, 100 * CEIL(MAX(lifetime_value) / 2000)) AS step
    FROM worth
)
SELECT
    COALESCE(c.customer_segment, w.any_segment, 'UNKNOWN') AS customer_segment,
    FLOOR(w.lifetime_value / s.step) * s.step AS value_from,
    (FLOOR(w.lifetime_value / s.step) + 1) * s.step AS value_to,
    COUNT(*) AS customers
FROM worth w
CROSS JOIN steps s
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
    ON c.customer_id = w.customer_id
    AND c.is_current
GROUP BY COALESCE(c.customer_segment, w.any_segment, 'UNKNOWN'), FLOOR(w.lifetime_value / s.step), s.step
ORDER BY value_from, customer_segment;
