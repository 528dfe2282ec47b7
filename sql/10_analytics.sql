-- 10_analytics.sql · twelve questions to the warehouse
--
--   business cases                     techniques worth a look
--    1  Who brings the revenue?        current version of a dimension, RATIO_TO_REPORT
--    2  What runs out of stock?        rate from the ledger, days until stock-out, what to order
--    3  Which products earn money?     dynamic table, ranking inside categories
--   and
--    4  Is the shop growing?           calendar join, LAG, month over month
--    5  How good was each day?         moving average over a window frame
--    6  When do people buy?            weekday and hour
--    7  Where do they live?            share per country
--    8  Do customers come back?        cohorts by month of the first order
--    9  Who are the best customers?    recency, frequency, money with NTILE
--   10  What is bought together?       self join
--   11  What do payments do?           conditional sums
--   12  What did a change of price do? facts by product version (SCD type 2)
--
-- Needs: everything from 01 to 07 and loaded data. Reads only.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.ANALYTICS;

-- 1. Business case: revenue by segment. Which customers carry the business, and what is one of them worth?
--    The segment is the one the customer is in now; the facts' own customer_key would give the one at order time.
SELECT
    c.customer_segment,
    COUNT(DISTINCT c.customer_id) AS customers,
    COUNT(DISTINCT f.order_id) AS orders,
    COALESCE(SUM(f.net_amount), 0) AS completed_revenue,
    ROUND(100 * RATIO_TO_REPORT(COALESCE(SUM(f.net_amount), 0)) OVER (), 1) AS revenue_share_percent,
    ROUND(COALESCE(SUM(f.net_amount), 0) / COUNT(DISTINCT c.customer_id), 2) AS revenue_per_customer,
    ROUND(SUM(f.net_amount) / NULLIF(COUNT(DISTINCT f.order_id), 0), 2) AS avg_order_value,
    ROUND(100 * SUM(f.profit_amount) / NULLIF(SUM(f.net_amount), 0), 1) AS margin_percent
FROM DIM_CUSTOMER c
LEFT JOIN FACT_SALES f
    ON f.customer_id = c.customer_id
    AND f.order_status = 'COMPLETED'
WHERE c.is_current
GROUP BY c.customer_segment
ORDER BY completed_revenue DESC;

-- 2. Business case: stock-out risk. At the rate of the last 30 days, how many days does the stock last, and how much
--    must be ordered to cover 14 days of delivery? Never less than the usual order, nothing while it lasts.
WITH demand AS (
    SELECT product_id, ROUND(SUM(-quantity) / 30, 2) AS units_per_day
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    WHERE movement_type = 'SALE' AND movement_date >= DATEADD(day, -30, SYSDATE())
    GROUP BY product_id
)
SELECT
    s.product_id,
    s.product_name,
    s.current_stock,
    s.reorder_point,
    s.stock_status,
    COALESCE(d.units_per_day, 0) AS units_per_day,
    ROUND(s.current_stock / NULLIF(d.units_per_day, 0), 1) AS days_until_stock_out,
    TO_DATE(DATEADD(day, FLOOR(s.current_stock / NULLIF(d.units_per_day, 0)), SYSDATE())) AS stock_out_date,
    IFF(
        s.stock_status = 'LOW' OR s.current_stock < 14 * COALESCE(d.units_per_day, 0),
        GREATEST(s.reorder_quantity, CEIL(14 * COALESCE(d.units_per_day, 0)) - s.current_stock),
        0
    ) AS order_quantity
FROM ECOMMERCE_DB.STAGING.CURRENT_INVENTORY s
LEFT JOIN demand d
    ON d.product_id = s.product_id
WHERE s.is_active
    AND (s.stock_status = 'LOW' OR s.current_stock < 14 * COALESCE(d.units_per_day, 0))
ORDER BY days_until_stock_out NULLS LAST, s.product_id
LIMIT 25;

-- 3. Business case: product profitability. The three products that earn most in each category. A high margin on small
--    sales may earn less than a low one on large sales: rank by profit, read the margin beside it.
SELECT
    category,
    product_name,
    units_sold,
    revenue,
    profit,
    margin_percent,
    RANK() OVER (PARTITION BY category ORDER BY profit DESC) AS rank_in_category,
    ROUND(100 * profit / NULLIF(SUM(profit) OVER (PARTITION BY category), 0), 1) AS share_of_category_profit
FROM ECOMMERCE_DB.STAGING.PRODUCT_PERFORMANCE
QUALIFY rank_in_category <= 3
ORDER BY category, rank_in_category, product_name;

-- 4. Growth, month over month. The calendar supplies the months, also one without a sale; the last is still running.
SELECT
    d.year,
    d.month,
    COALESCE(SUM(s.total_orders), 0) AS orders,
    COALESCE(SUM(s.net_revenue), 0) AS net_revenue,
    LAG(COALESCE(SUM(s.net_revenue), 0)) OVER (ORDER BY d.year, d.month) AS previous_month,
    ROUND(
        100 * (COALESCE(SUM(s.net_revenue), 0) / NULLIF(LAG(SUM(s.net_revenue)) OVER (ORDER BY d.year, d.month), 0) - 1),
        1
    ) AS growth_percent
FROM DIM_DATE d
LEFT JOIN DAILY_SALES_SUMMARY s
    ON s.sale_date = d.full_date
WHERE d.full_date BETWEEN DATEADD(month, -24, DATE_TRUNC('month', TO_DATE(SYSDATE()))) AND TO_DATE(SYSDATE())
GROUP BY d.year, d.month
ORDER BY d.year, d.month;

-- 5. Daily revenue of the last 60 days with its 7-day mean, which hides the week's rhythm and shows the trend.
SELECT
    d.full_date,
    d.day_name,
    COALESCE(s.net_revenue, 0) AS net_revenue,
    ROUND(AVG(COALESCE(s.net_revenue, 0)) OVER (
        ORDER BY d.full_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW
    ), 2) AS mean_of_7_days
FROM DIM_DATE d
LEFT JOIN DAILY_SALES_SUMMARY s
    ON s.sale_date = d.full_date
WHERE d.full_date BETWEEN DATEADD(day, -59, TO_DATE(SYSDATE())) AND TO_DATE(SYSDATE())
ORDER BY d.full_date;

-- 6. When do people buy? Orders per weekday and part of the day.
SELECT
    DAYOFWEEKISO(order_date) AS day_of_week,
    DAYNAME(order_date) AS day_name,
    COUNT(DISTINCT order_id) AS orders,
    COUNT(DISTINCT IFF(HOUR(order_date) < 6, order_id, NULL)) AS night,
    COUNT(DISTINCT IFF(HOUR(order_date) BETWEEN 6 AND 11, order_id, NULL)) AS morning,
    COUNT(DISTINCT IFF(HOUR(order_date) BETWEEN 12 AND 17, order_id, NULL)) AS afternoon,
    COUNT(DISTINCT IFF(HOUR(order_date) >= 18, order_id, NULL)) AS evening,
    ROUND(SUM(net_amount) / COUNT(DISTINCT order_id), 2) AS avg_order_value
FROM FACT_SALES
WHERE order_status NOT IN ('CANCELLED', 'RETURNED')
GROUP BY DAYOFWEEKISO(order_date), DAYNAME(order_date)
ORDER BY day_of_week;

-- 7. Countries: revenue at the place where the customer lived when ordering (the fact's own version of the customer).
SELECT
    c.country,
    c.country_code,
    COUNT(DISTINCT f.customer_id) AS customers,
    COUNT(DISTINCT f.order_id) AS orders,
    SUM(f.net_amount) AS net_revenue,
    ROUND(100 * RATIO_TO_REPORT(SUM(f.net_amount)) OVER (), 1) AS share_percent
FROM FACT_SALES f
JOIN DIM_CUSTOMER c
    ON c.customer_key = f.customer_key
WHERE f.order_status NOT IN ('CANCELLED', 'RETURNED')
GROUP BY c.country, c.country_code
ORDER BY net_revenue DESC;

-- 8. Do customers come back? Cohorts by the month of the first order, and how many of them ordered in later months.
WITH orders AS (
    SELECT DISTINCT customer_id, DATE_TRUNC('month', TO_DATE(order_date)) AS order_month
    FROM FACT_SALES
    WHERE order_status <> 'CANCELLED'
),
cohorts AS (
    SELECT customer_id, MIN(order_month) AS cohort_month
    FROM orders
    GROUP BY customer_id
)
SELECT
    c.cohort_month,
    COUNT(DISTINCT c.customer_id) AS customers,
    COUNT(DISTINCT IFF(DATEDIFF(month, c.cohort_month, o.order_month) = 1, o.customer_id, NULL)) AS after_1_month,
    COUNT(DISTINCT IFF(DATEDIFF(month, c.cohort_month, o.order_month) = 3, o.customer_id, NULL)) AS after_3_months,
    COUNT(DISTINCT IFF(DATEDIFF(month, c.cohort_month, o.order_month) = 6, o.customer_id, NULL)) AS after_6_months,
    COUNT(DISTINCT IFF(DATEDIFF(month, c.cohort_month, o.order_month) = 12, o.customer_id, NULL)) AS after_12_months
FROM cohorts c
JOIN orders o
    ON o.customer_id = c.customer_id
GROUP BY c.cohort_month
ORDER BY c.cohort_month;

-- 9. The best customers, by recency, frequency and money: each scored in fifths, 5 is best.
WITH behaviour AS (
    SELECT
        customer_id,
        DATEDIFF(day, MAX(order_date), SYSDATE()) AS days_since_last_order,
        COUNT(DISTINCT order_id) AS orders,
        SUM(net_amount) AS net_revenue
    FROM FACT_SALES
    WHERE order_status NOT IN ('CANCELLED', 'RETURNED')
    GROUP BY customer_id
)
SELECT
    c.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    b.days_since_last_order,
    b.orders,
    b.net_revenue,
    NTILE(5) OVER (ORDER BY b.days_since_last_order DESC, b.customer_id) AS recency_score,
    NTILE(5) OVER (ORDER BY b.orders, b.customer_id) AS frequency_score,
    NTILE(5) OVER (ORDER BY b.net_revenue, b.customer_id) AS money_score
FROM behaviour b
JOIN DIM_CUSTOMER c
    ON c.customer_id = b.customer_id
    AND c.is_current
ORDER BY recency_score + frequency_score + money_score DESC, b.net_revenue DESC
LIMIT 20;

-- 10. What is bought together? Each pair once, because the first product_id is the smaller one.
WITH lines AS (
    SELECT DISTINCT order_id, product_id
    FROM FACT_SALES
    WHERE order_status <> 'CANCELLED'
)
SELECT
    first_product.product_name AS product,
    second_product.product_name AS bought_with,
    COUNT(*) AS orders_together
FROM lines a
JOIN lines b
    ON b.order_id = a.order_id
    AND b.product_id > a.product_id
JOIN DIM_PRODUCT first_product
    ON first_product.product_id = a.product_id
    AND first_product.is_current
JOIN DIM_PRODUCT second_product
    ON second_product.product_id = b.product_id
    AND second_product.is_current
GROUP BY first_product.product_name, second_product.product_name
HAVING COUNT(*) > 1
ORDER BY orders_together DESC, product, bought_with
LIMIT 15;

-- 11. Payments: which methods fail, which orders come back? From the dynamic table, one row per order already.
SELECT
    payment_method,
    COUNT(*) AS orders,
    SUM(IFF(payment_status = 'FAILED', 1, 0)) AS failed_payments,
    ROUND(100 * SUM(IFF(payment_status = 'FAILED', 1, 0)) / COUNT(*), 2) AS failed_percent,
    ROUND(100 * SUM(IFF(order_status = 'CANCELLED', 1, 0)) / COUNT(*), 2) AS cancelled_percent,
    ROUND(100 * SUM(IFF(order_status = 'RETURNED', 1, 0)) / COUNT(*), 2) AS returned_percent,
    ROUND(AVG(total_amount), 2) AS avg_order_total
FROM ECOMMERCE_DB.STAGING.ENRICHED_ORDERS
GROUP BY payment_method
ORDER BY orders DESC;

-- 12. What did a change of price do? Each version of a product with its own sales: only history can answer this.
SELECT
    p.product_id,
    p.product_name,
    p.unit_price,
    LAG(p.unit_price) OVER (PARTITION BY p.product_id ORDER BY p.effective_date) AS previous_price,
    p.effective_date,
    p.end_date,
    COALESCE(SUM(f.quantity), 0) AS units_sold,
    ROUND(
        COALESCE(SUM(f.quantity), 0)
            / GREATEST(DATEDIFF(day, p.effective_date, COALESCE(p.end_date, SYSDATE())), 1),
        3
    ) AS units_per_day
FROM DIM_PRODUCT p
LEFT JOIN FACT_SALES f
    ON f.product_key = p.product_key
    AND f.order_status NOT IN ('CANCELLED', 'RETURNED')
GROUP BY p.product_id, p.product_name, p.unit_price, p.effective_date, p.end_date
QUALIFY COUNT(*) OVER (PARTITION BY p.product_id) > 1
ORDER BY p.product_id, p.effective_date;
