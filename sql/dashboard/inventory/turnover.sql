-- How hard does the stock work? Cost of the goods sold in the period, as a year's worth, over the stock's value now.
WITH sold AS (
    SELECT s.category, SUM(s.cost_amount) AS cost_of_sales
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL s
    WHERE s.stands
        AND s.order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_category)s OR s.category IN (%(categories)s))
    GROUP BY s.category
),
stock AS (
    SELECT s.category, SUM(s.stock_value) AS stock_value
    FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
    WHERE (%(every_category)s OR s.category IN (%(categories)s))
    GROUP BY s.category
)
SELECT
    t.category,
    COALESCE(s.cost_of_sales, 0) AS cost_of_sales,
    t.stock_value,
    ROUND(COALESCE(s.cost_of_sales, 0) * 365 / %(days)s / NULLIF(t.stock_value, 0), 2) AS turns_per_year
FROM stock t
LEFT JOIN sold s
    ON s.category = t.category
ORDER BY turns_per_year DESC NULLS LAST, t.category;
