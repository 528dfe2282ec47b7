-- Whose history can be looked at? Customers with the most versions first, at most 500.
SELECT
    customer_id,
    MAX(IFF(is_current, first_name || ' ' || last_name, NULL)) AS customer_name,
    COUNT(*) AS versions
FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
GROUP BY customer_id
ORDER BY versions DESC, customer_id
LIMIT 500;
