-- Who is loyal and who drifts away? Days since the last order against number of orders, all time; the 400 customers who
-- have spent most.
WITH behaviour AS (
    SELECT
        customer_id,
        DATEDIFF(day, MAX(order_date), SYSDATE()) AS days_since_last_order,
        COUNT(DISTINCT order_id) AS orders,
        SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY customer_id
)
SELECT
    b.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    b.days_since_last_order,
    b.orders,
    b.net_revenue
FROM behaviour b
JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
    ON c.customer_id = b.customer_id
    AND c.is_current
ORDER BY b.net_revenue DESC, b.customer_id
LIMIT 400;
