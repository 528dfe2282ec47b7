-- Which products earn most? The ten with the highest profit from completed orders of all time.
SELECT
    product_id,
    product_name,
    category,
    total_orders,
    units_sold,
    revenue,
    profit,
    margin_percent
FROM ECOMMERCE_DB.STAGING.PRODUCT_PERFORMANCE
WHERE units_sold > 0
ORDER BY profit DESC, product_id
LIMIT 10;
