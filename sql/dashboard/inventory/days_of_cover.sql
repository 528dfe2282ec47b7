-- How long does the stock last? Active products by the days their stock covers at the rate of the last 30.
WITH demand AS (
    SELECT product_id, ROUND(SUM(-quantity) / 30, 2) AS units_per_day
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    WHERE movement_type = 'SALE' AND movement_date >= DATEADD(day, -30, SYSDATE())
    GROUP BY product_id
),
cover AS (
    SELECT
        s.product_id,
        s.stock_value,
        CASE
            WHEN COALESCE(d.units_per_day, 0) = 0 THEN 6
            WHEN s.current_stock < 7 * d.units_per_day THEN 1
            WHEN s.current_stock < 14 * d.units_per_day THEN 2
            WHEN s.current_stock < 30 * d.units_per_day THEN 3
            WHEN s.current_stock < 90 * d.units_per_day THEN 4
            ELSE 5
        END AS step_order
    FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
    LEFT JOIN demand d
        ON d.product_id = s.product_id
    WHERE s.is_active
        AND (%(every_category)s OR s.category IN (%(categories)s))
)
SELECT
    step_order,
    CASE step_order
        WHEN 1 THEN 'under a week'
        WHEN 2 THEN '1 to 2 weeks'
        WHEN 3 THEN '2 weeks to a month'
        WHEN 4 THEN '1 to 3 months'
        WHEN 5 THEN 'over 3 months'
        ELSE 'not sold lately'
    END AS step,
    COUNT(*) AS products,
    SUM(stock_value) AS stock_value
FROM cover
GROUP BY step_order
ORDER BY step_order;
