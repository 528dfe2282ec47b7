-- What comes back? Returned units in percent of delivered ones (completed or returned) per category in the period.
SELECT
    category,
    SUM(IFF(order_status IN ('COMPLETED', 'RETURNED'), quantity, 0)) AS delivered_units,
    SUM(IFF(order_status = 'RETURNED', quantity, 0)) AS returned_units,
    ROUND(100 * SUM(IFF(order_status = 'RETURNED', quantity, 0))
        / NULLIF(SUM(IFF(order_status IN ('COMPLETED', 'RETURNED'), quantity, 0)), 0), 1) AS return_percent
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE category IS NOT NULL
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY category
HAVING SUM(IFF(order_status IN ('COMPLETED', 'RETURNED'), quantity, 0)) > 0
ORDER BY return_percent DESC, category;
