-- What does the mix look like? Each category's share of the net revenue per week or month of the period; 0
-- where it sold nothing.
WITH shares AS (
    SELECT
        DATE_TRUNC(%(coarse_grain)s, sale_date) AS bucket,
        category,
        SUM(net_amount) AS net_revenue,
        ROUND(100 * RATIO_TO_REPORT(SUM(net_amount)) OVER (PARTITION BY DATE_TRUNC(%(coarse_grain)s, sale_date)), 2)
            AS share_percent
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND category IS NOT NULL
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY DATE_TRUNC(%(coarse_grain)s, sale_date), category
)
SELECT
    b.bucket,
    c.category,
    COALESCE(s.net_revenue, 0) AS net_revenue,
    COALESCE(s.share_percent, 0) AS share_percent
FROM (SELECT DISTINCT bucket FROM shares) b
CROSS JOIN (SELECT DISTINCT category FROM shares) c
LEFT JOIN shares s
    ON s.bucket = b.bucket
    AND s.category = c.category
ORDER BY b.bucket, c.category;
