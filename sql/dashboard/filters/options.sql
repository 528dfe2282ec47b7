-- What can be filtered by? One row per country, segment and category that exists now.
SELECT 'country' AS kind, country AS value
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
WHERE is_current AND country IS NOT NULL
GROUP BY country
UNION ALL
SELECT 'segment', customer_segment
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
WHERE is_current AND customer_segment IS NOT NULL
GROUP BY customer_segment
UNION ALL
SELECT 'category', category
FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
WHERE is_current AND category IS NOT NULL
GROUP BY category
ORDER BY kind, value;
