-- What becomes of a payment? Orders of the period from method to payment status to order status.
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
SELECT payment_method, payment_status, order_status, COUNT(*) AS orders, SUM(amount) AS amount
FROM orders
GROUP BY payment_method, payment_status, order_status
ORDER BY payment_method, payment_status, order_status;
