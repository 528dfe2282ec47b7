-- Who are the best customers of the period? The fifteen with the highest net revenue.
SELECT
    s.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    c.country,
    COUNT(DISTINCT s.order_id) AS orders,
    SUM(s.net_amount) AS net_revenue,
    SUM(s.profit_amount) AS profit,
    MAX(s.order_date) AS last_order_at
FROM (
    SELECT customer_id, order_id, order_date, net_amount, profit_amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
) s
JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
    ON c.customer_id = s.customer_id
    AND c.is_current
GROUP BY s.customer_id, c.first_name, c.last_name, c.customer_segment, c.country
ORDER BY net_revenue DESC, s.customer_id
LIMIT 15;
