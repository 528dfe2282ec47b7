-- What fills the till? Revenue and margin of the period: all of it, each category, and in it its products. The 80 largest
-- products have a row each; the rest of a category is one row, without a product_id.
WITH products AS (
    SELECT
        category,
        product_id,
        product_name,
        SUM(quantity) AS units,
        SUM(net_amount) AS net_revenue,
        SUM(profit_amount) AS profit,
        ROW_NUMBER() OVER (ORDER BY SUM(net_amount) DESC, product_id) AS revenue_rank
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND category IS NOT NULL
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY category, product_id, product_name
),
tiles AS (
    SELECT
        category,
        IFF(revenue_rank <= 80, product_id, NULL) AS product_id,
        IFF(revenue_rank <= 80, product_name, 'Other products') AS product_name,
        units,
        net_revenue,
        profit
    FROM products
)
SELECT
    CASE WHEN GROUPING(category) = 1 THEN 'ALL' WHEN GROUPING(product_name) = 1 THEN 'CATEGORY' ELSE 'PRODUCT' END AS tile,
    category,
    product_id,
    product_name,
    COUNT(*) AS products,
    SUM(units) AS units,
    SUM(net_revenue) AS net_revenue,
    SUM(profit) AS profit,
    ROUND(100 * SUM(profit) / NULLIF(SUM(net_revenue), 0), 1) AS margin_percent
FROM tiles
GROUP BY GROUPING SETS ((category, product_id, product_name), (category), ())
ORDER BY tile, net_revenue DESC, category, product_id;
