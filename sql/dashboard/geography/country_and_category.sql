-- What sells where? Net revenue of the period per country and category, and the category's share of its country.
SELECT
    country,
    category,
    SUM(net_amount) AS net_revenue,
    ROUND(100 * RATIO_TO_REPORT(SUM(net_amount)) OVER (PARTITION BY country), 1) AS share_percent
FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
WHERE stands
    AND country IS NOT NULL
    AND category IS NOT NULL
    AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
    AND (%(every_country)s OR country IN (%(countries)s))
    AND (%(every_segment)s OR customer_segment IN (%(segments)s))
    AND (%(every_category)s OR category IN (%(categories)s))
GROUP BY country, category
ORDER BY country, category;
