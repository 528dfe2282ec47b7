-- Where is stock short? Active products per category and stock status.
SELECT
    s.category,
    s.stock_status,
    COUNT(*) AS products,
    SUM(s.stock_value) AS stock_value,
    CASE s.stock_status WHEN 'LOW' THEN 1 WHEN 'MEDIUM' THEN 2 ELSE 3 END AS status_order
FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
WHERE s.is_active
    AND (%(every_category)s OR s.category IN (%(categories)s))
GROUP BY s.category, s.stock_status
ORDER BY s.category, status_order;
