-- What has just been ordered? The newest orders as the dynamic table ENRICHED_ORDERS knows them. An order counts for a
-- category when one of its items is of it.
SELECT
    o.order_id,
    o.order_date,
    o.customer_name,
    o.customer_segment,
    o.customer_country AS country,
    o.order_status,
    o.payment_method,
    o.total_quantity,
    o.total_amount
FROM ECOMMERCE_DB.STAGING.ENRICHED_ORDERS o
WHERE (%(every_country)s OR o.customer_country IN (%(countries)s))
    AND (%(every_segment)s OR o.customer_segment IN (%(segments)s))
    AND (%(every_category)s OR o.order_id IN (
        SELECT order_id
        FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
        WHERE category IN (%(categories)s)
    ))
ORDER BY o.order_date DESC, o.order_id DESC
LIMIT 12;
