-- How has the stock moved? Units on hand at the end of each day of the period: stock now less what has moved since.
WITH moved AS (
    SELECT TO_DATE(m.movement_date) AS movement_day, SUM(m.quantity) AS units
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
    JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS s
        ON s.product_id = m.product_id
    WHERE (%(every_category)s OR s.category IN (%(categories)s))
    GROUP BY TO_DATE(m.movement_date)
),
opening AS (
    SELECT COALESCE(SUM(s.initial_stock), 0) + COALESCE((SELECT SUM(units) FROM moved), 0) AS stock_now
    FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS s
    WHERE (%(every_category)s OR s.category IN (%(categories)s))
)
SELECT
    d.full_date,
    o.stock_now - COALESCE(SUM(COALESCE(m.units, 0)) OVER (
        ORDER BY d.full_date DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS units_on_hand
FROM ECOMMERCE_DB.ANALYTICS.DIM_DATE d
CROSS JOIN opening o
LEFT JOIN moved m
    ON m.movement_day = d.full_date
WHERE d.full_date BETWEEN DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
ORDER BY d.full_date;
