-- Is the money in the right stock? One row: value at cost, products that are low or gone, days the stock lasts at the
-- rate of the last 30 days, open alerts. Active products only.
WITH demand AS (
    SELECT product_id, ROUND(SUM(-quantity) / 30, 2) AS units_per_day
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    WHERE movement_type = 'SALE' AND movement_date >= DATEADD(day, -30, SYSDATE())
    GROUP BY product_id
)
SELECT
    COALESCE(SUM(s.stock_value), 0) AS stock_value,
    COALESCE(SUM(s.current_stock), 0) AS units,
    COUNT(*) AS products,
    COALESCE(SUM(IFF(s.stock_status = 'LOW', 1, 0)), 0) AS low_products,
    COALESCE(SUM(IFF(s.current_stock <= 0, 1, 0)), 0) AS out_of_stock,
    COALESCE(SUM(IFF(d.units_per_day > 0 AND s.current_stock < 7 * d.units_per_day, 1, 0)), 0) AS out_within_a_week,
    ROUND(SUM(s.current_stock) / NULLIF(SUM(d.units_per_day), 0), 0) AS days_of_cover,
    (SELECT COUNT(*)
        FROM ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS a
        JOIN ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
            ON s.product_id = a.product_id
        WHERE a.resolved_at IS NULL AND (%(every_category)s OR s.category IN (%(categories)s))) AS open_alerts
FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
LEFT JOIN demand d
    ON d.product_id = s.product_id
WHERE s.is_active
    AND (%(every_category)s OR s.category IN (%(categories)s));
