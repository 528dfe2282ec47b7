-- What comes in, what goes out? Units per day, week or month of the period and kind of movement; outgoing is negative.
SELECT
    DATE_TRUNC(%(grain)s, TO_DATE(m.movement_date)) AS bucket,
    m.movement_type,
    SUM(m.quantity) AS units,
    COUNT(*) AS movements
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS s
    ON s.product_id = m.product_id
WHERE m.movement_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_category)s OR s.category IN (%(categories)s))
GROUP BY DATE_TRUNC(%(grain)s, TO_DATE(m.movement_date)), m.movement_type
ORDER BY bucket, m.movement_type;
