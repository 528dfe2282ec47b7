-- How even are the margins inside a category? Quartiles of the products' margins in the period.
WITH products AS (
    SELECT
        category,
        product_id,
        100 * SUM(profit_amount) / NULLIF(SUM(net_amount), 0) AS margin_percent
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND category IS NOT NULL
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY category, product_id
)
SELECT
    category,
    COUNT(*) AS products,
    ROUND(MIN(margin_percent), 1) AS lowest,
    ROUND(PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY margin_percent), 1) AS lower_quartile,
    ROUND(MEDIAN(margin_percent), 1) AS middle,
    ROUND(PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY margin_percent), 1) AS upper_quartile,
    ROUND(MAX(margin_percent), 1) AS highest
FROM products
WHERE margin_percent IS NOT NULL
GROUP BY category
ORDER BY middle DESC;
