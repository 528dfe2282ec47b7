-- Business case 3: which categories earn money? Revenue, profit and margin of the period per category, and how many of
-- its products make half of its profit; beside each the categories with the best and the thinnest margin.
WITH products AS (
    SELECT category, product_id, SUM(net_amount) AS net_revenue, SUM(profit_amount) AS profit, SUM(quantity) AS units
    FROM ECOMMERCE_DB.ANALYTICS.SALES_DETAIL
    WHERE stands
        AND category IS NOT NULL
        AND order_date >= DATEADD(day, 1 - %(days)s, TO_DATE(SYSDATE()))
        AND (%(every_country)s OR country IN (%(countries)s))
        AND (%(every_segment)s OR customer_segment IN (%(segments)s))
        AND (%(every_category)s OR category IN (%(categories)s))
    GROUP BY category, product_id
),
ranked AS (
    SELECT
        category,
        net_revenue,
        profit,
        units,
        SUM(profit) OVER (PARTITION BY category ORDER BY profit DESC, product_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - profit AS profit_before_it,
        SUM(profit) OVER (PARTITION BY category) AS category_profit
    FROM products
),
categories AS (
    SELECT
        category,
        COUNT(*) AS products,
        SUM(units) AS units,
        SUM(net_revenue) AS net_revenue,
        SUM(profit) AS profit,
        ROUND(100 * SUM(profit) / NULLIF(SUM(net_revenue), 0), 1) AS margin_percent,
        ROUND(100 * RATIO_TO_REPORT(SUM(profit)) OVER (), 1) AS profit_share_percent,
        ROUND(100 * RATIO_TO_REPORT(SUM(net_revenue)) OVER (), 1) AS revenue_share_percent,
        SUM(IFF(profit_before_it < category_profit / 2, 1, 0)) AS products_for_half_of_profit
    FROM ranked
    GROUP BY category
)
SELECT
    *,
    FIRST_VALUE(category) OVER (ORDER BY margin_percent DESC, profit DESC) AS best_category,
    MAX(margin_percent) OVER () AS best_margin_percent,
    FIRST_VALUE(category) OVER (ORDER BY margin_percent, profit DESC) AS thinnest_category,
    MIN(margin_percent) OVER () AS thinnest_margin_percent
FROM categories
ORDER BY profit DESC;
