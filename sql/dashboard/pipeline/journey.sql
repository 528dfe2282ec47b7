-- How far has the newest order come? One row: the order, and whether each place on its way knows it.
WITH newest AS (
    SELECT order_id, order_date, order_status, total_amount
    FROM ECOMMERCE_DB.RAW_DATA.ORDERS
    ORDER BY order_id DESC
    LIMIT 1
)
SELECT
    n.order_id,
    n.order_date,
    n.order_status,
    n.total_amount,
    (SELECT COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i WHERE i.order_id = n.order_id) AS items,
    (SELECT COUNT(*) FROM ECOMMERCE_DB.STREAMS_TASKS.ORDERS_STREAM s WHERE s.order_id = n.order_id) AS rows_in_stream,
    (SELECT COUNT(*) FROM ECOMMERCE_DB.STAGING.ENRICHED_ORDERS e WHERE e.order_id = n.order_id) AS rows_in_enriched_orders,
    (SELECT COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f WHERE f.order_id = n.order_id) AS rows_in_fact_sales,
    (SELECT COUNT(*)
        FROM ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM f
        WHERE f.order_id = n.order_id) AS rows_in_fact_stream,
    (SELECT COUNT(*)
        FROM ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY d
        WHERE d.sale_date = TO_DATE(n.order_date)) AS rows_in_summary
FROM newest n;
