-- How do people pay? Orders and amount of the period per method.
WITH orders AS (
    SELECT
        order_id,
        order_date,
        payment_method,
        payment_status,
        order_status,
        SUM(net_amount) AS amount
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY order_id, order_date, payment_method, payment_status, order_status
)
SELECT
    payment_method,
    COUNT(*) AS orders,
    SUM(amount) AS amount,
    ROUND(100 * RATIO_TO_REPORT(COUNT(*)) OVER (), 1) AS share_percent,
    ROUND(AVG(amount), 2) AS average_order
FROM orders
GROUP BY payment_method
ORDER BY orders DESC, payment_method;
