-- Where do the customers live? One row per country (ISO alpha-3) with the net revenue of all time, by the place where
-- the customer lived when ordering.
SELECT
    c.country,
    c.country_code,
    COUNT(DISTINCT f.customer_id) AS customers,
    COUNT(DISTINCT f.order_id) AS orders,
    SUM(f.net_amount) AS net_revenue,
    ROUND(100 * RATIO_TO_REPORT(SUM(f.net_amount)) OVER (), 1) AS share_percent
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
    ON c.customer_key = f.customer_key
WHERE f.order_status NOT IN ('CANCELLED', 'RETURNED')
GROUP BY c.country, c.country_code
ORDER BY net_revenue DESC;
