-- How far is the stock from the reorder point? The twenty active products with the least stock for their reorder point.
SELECT
    s.product_id,
    s.product_name,
    s.category,
    s.current_stock,
    s.reorder_point,
    s.stock_status
FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
WHERE s.is_active
    AND s.reorder_point > 0
    AND (%(every_category)s OR s.category IN (%(categories)s))
ORDER BY s.current_stock / s.reorder_point, s.product_id
LIMIT 20;
