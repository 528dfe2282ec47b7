-- What do we know about one customer, and since when? One row per version of DIM_CUSTOMER (SCD type 2) with the sales
-- that point at it.
SELECT
    c.customer_key,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    c.city,
    c.country,
    c.email,
    c.effective_date,
    c.end_date,
    COALESCE(c.end_date, SYSDATE()) AS shown_until,
    c.is_current,
    COUNT(DISTINCT f.order_id) AS orders,
    COALESCE(SUM(IFF(f.order_status NOT IN ('CANCELLED', 'RETURNED'), f.net_amount, 0)), 0) AS net_revenue
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f
    ON f.customer_key = c.customer_key
WHERE c.customer_id = %(customer_id)s
GROUP BY c.customer_key, c.first_name, c.last_name, c.customer_segment, c.city, c.country, c.email, c.effective_date,
    c.end_date, c.is_current
ORDER BY c.effective_date;
