-- How few products make most of the revenue? ABC analysis: products by falling revenue with the share reached so far.
-- A: up to 80 percent, B: up to 95, C: the rest. The 300 largest are returned; shares and the
-- size of a class are of all.
WITH products AS (
    SELECT product_id, MAX(product_name) AS product_name, SUM(net_amount) AS net_revenue
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY product_id
),
ranked AS (
    SELECT
        product_id,
        product_name,
        net_revenue,
        ROW_NUMBER() OVER (ORDER BY net_revenue DESC, product_id) AS revenue_rank,
        COUNT(*) OVER () AS products,
        SUM(net_revenue) OVER (ORDER BY net_revenue DESC, product_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached,
        SUM(net_revenue) OVER () AS total
    FROM products
),
classed AS (
    SELECT
        *,
        CASE
            WHEN reached - net_revenue < 0.80 * total THEN 'A'
            WHEN reached - net_revenue < 0.95 * total THEN 'B'
            ELSE 'C'
        END AS class
    FROM ranked
)
SELECT
    revenue_rank,
    product_id,
    product_name,
    net_revenue,
    ROUND(100 * reached / NULLIF(total, 0), 2) AS cumulative_percent,
    ROUND(100 * revenue_rank / products, 2) AS products_percent,
    class,
    COUNT(*) OVER (PARTITION BY class) AS products_of_class
FROM classed
ORDER BY revenue_rank
LIMIT 300;
