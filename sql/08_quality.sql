-- 08_quality.sql · is the data right?
--
-- The view DATA_QUALITY_CHECKS holds every check as one row: how many rows break the rule, 0 is good. The procedure
-- STORE_QUALITY_RESULTS, which the task RUN_QUALITY_CHECKS calls once an hour, stores its answers in
-- DATA_QUALITY_RESULTS, where they make a history.
--
--   ORPHANS     a row whose parent does not exist (Snowflake records foreign keys, it does not enforce them)
--   DUPLICATES  a key that occurs more than once (nor primary keys)
--   VALUES      amounts that cannot be, words outside their list, sums that do not add up
--   DIMENSIONS  exactly one current version per key; versions without gap or overlap; the current one equals the source
--   FACTS       every item whose order exists is there, as SALES_LINES defines it, and nothing else
--   SUMMARY     DAILY_SALES_SUMMARY equals its recomputation
--   INVENTORY   no stock below zero; open alerts tell the truth
--
-- Checks that compare a table with what a task makes of it leave out the last 45 minutes: what has just arrived is
-- still on its way (the slowest task runs every 30 minutes), and a lag is not an error.
--
-- Needs: 04_star_schema.sql, 06_dynamic_tables.sql, 07_tasks.sql.
-- Run again: safe, view and procedure are replaced and one more set of results is stored.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.ANALYTICS;

CREATE TABLE IF NOT EXISTS DATA_QUALITY_RESULTS (
    check_name         VARCHAR(60)   NOT NULL,
    check_group        VARCHAR(20)   NOT NULL,
    violations         INTEGER       NOT NULL COMMENT 'Rows that break the rule; 0 is good',
    checked_at         TIMESTAMP_NTZ NOT NULL COMMENT 'One time per run',
    CONSTRAINT pk_data_quality_results PRIMARY KEY (check_name, checked_at)
)
COMMENT = 'History of the data quality checks';

CREATE OR REPLACE VIEW DATA_QUALITY_CHECKS
    COMMENT = 'Every check as one row; violations = 0 is good'
AS
WITH settled AS (
    SELECT DATEADD(minute, -45, SYSDATE()) AS cutoff
),

-- A version and its neighbour in time, per business key.
customer_history AS (
    SELECT
        customer_id,
        effective_date,
        end_date,
        is_current,
        LEAD(effective_date) OVER (PARTITION BY customer_id ORDER BY effective_date) AS next_effective
    FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
),
product_history AS (
    SELECT
        product_id,
        effective_date,
        end_date,
        is_current,
        LEAD(effective_date) OVER (PARTITION BY product_id ORDER BY effective_date) AS next_effective
    FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
)

-- Orphans
SELECT 'ORDERS_WITHOUT_CUSTOMER' AS check_name, 'ORPHANS' AS check_group, COUNT(*) AS violations
FROM ECOMMERCE_DB.RAW_DATA.ORDERS o
LEFT JOIN ECOMMERCE_DB.RAW_DATA.CUSTOMERS c ON c.customer_id = o.customer_id
WHERE c.customer_id IS NULL

UNION ALL
SELECT 'ITEMS_WITHOUT_ORDER', 'ORPHANS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = i.order_id
WHERE o.order_id IS NULL AND i.created_at < settled.cutoff

UNION ALL
SELECT 'ITEMS_WITHOUT_PRODUCT', 'ORPHANS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
LEFT JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = i.product_id
WHERE p.product_id IS NULL

UNION ALL
SELECT 'MOVEMENTS_WITHOUT_PRODUCT', 'ORPHANS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
LEFT JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = m.product_id
WHERE p.product_id IS NULL

UNION ALL
SELECT 'SALES_MOVEMENTS_WITHOUT_ORDER', 'ORPHANS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = m.reference_id
WHERE m.movement_type IN ('SALE', 'RETURN') AND o.order_id IS NULL AND m.movement_date < settled.cutoff

-- Duplicates
UNION ALL
SELECT 'DUPLICATE_CUSTOMERS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT customer_id)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS

UNION ALL
SELECT 'DUPLICATE_PRODUCTS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT product_id)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS

UNION ALL
SELECT 'DUPLICATE_ORDERS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT order_id)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS

UNION ALL
SELECT 'DUPLICATE_ORDER_ITEMS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT order_item_id)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS

UNION ALL
SELECT 'DUPLICATE_MOVEMENTS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT movement_id)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS

UNION ALL
SELECT 'DUPLICATE_FACTS', 'DUPLICATES', COUNT(*) - COUNT(DISTINCT order_item_id)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES

-- Values
UNION ALL
SELECT 'PRODUCTS_PRICED_BELOW_COST', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS
WHERE unit_cost < 0 OR unit_price < unit_cost

UNION ALL
SELECT 'ITEMS_WITH_IMPOSSIBLE_AMOUNTS', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
WHERE quantity <= 0 OR unit_price < 0 OR unit_cost < 0 OR line_total < 0 OR discount_percent NOT BETWEEN 0 AND 100

-- Without a division, so exact: the line total is at most half a cent away from quantity * price less discount.
UNION ALL
SELECT 'ITEMS_WITH_WRONG_LINE_TOTAL', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
WHERE ABS(100 * line_total - quantity * unit_price * (100 - discount_percent)) > 0.5

UNION ALL
SELECT 'ORDERS_WITH_NEGATIVE_AMOUNTS', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS
WHERE shipping_cost < 0 OR total_amount < 0

UNION ALL
SELECT 'ORDERS_WITH_WRONG_TOTAL', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS o
CROSS JOIN settled
LEFT JOIN (
    SELECT order_id, SUM(line_total) AS items_amount
    FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
    GROUP BY order_id
) i ON i.order_id = o.order_id
WHERE o.total_amount <> COALESCE(i.items_amount, 0) + o.shipping_cost AND o.created_at < settled.cutoff

UNION ALL
SELECT 'ORDERS_WITH_UNKNOWN_STATUS', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS
WHERE order_status IS NULL
    OR order_status NOT IN ('PENDING', 'PROCESSING', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'RETURNED')
    OR payment_status IS NULL
    OR payment_status NOT IN ('PAID', 'PENDING', 'FAILED', 'REFUNDED')

UNION ALL
SELECT 'CUSTOMERS_WITH_UNKNOWN_SEGMENT', 'VALUES', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS
WHERE customer_segment IS NULL OR customer_segment NOT IN ('PREMIUM', 'STANDARD', 'BASIC')

-- Dimensions
UNION ALL
SELECT 'CUSTOMERS_WITHOUT_CURRENT_VERSION', 'DIMENSIONS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER d ON d.customer_id = c.customer_id AND d.is_current
WHERE d.customer_id IS NULL AND c.updated_at < settled.cutoff

UNION ALL
SELECT 'CUSTOMERS_WITH_SEVERAL_CURRENT_VERSIONS', 'DIMENSIONS', COUNT(*)
FROM (
    SELECT customer_id
    FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
    WHERE is_current
    GROUP BY customer_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'CUSTOMER_VERSIONS_WITH_GAP_OR_OVERLAP', 'DIMENSIONS', COUNT(*)
FROM customer_history
WHERE end_date <= effective_date
    OR is_current <> (end_date IS NULL)
    OR (next_effective IS NOT NULL AND end_date IS DISTINCT FROM next_effective)

UNION ALL
SELECT 'CUSTOMER_VERSIONS_UNLIKE_SOURCE', 'DIMENSIONS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
CROSS JOIN settled
JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER d ON d.customer_id = c.customer_id AND d.is_current
WHERE c.updated_at < settled.cutoff
    AND (d.customer_segment IS DISTINCT FROM c.customer_segment
        OR d.city IS DISTINCT FROM c.city
        OR d.country_code IS DISTINCT FROM c.country_code
        OR d.email IS DISTINCT FROM c.email)

UNION ALL
SELECT 'PRODUCTS_WITHOUT_CURRENT_VERSION', 'DIMENSIONS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT d ON d.product_id = p.product_id AND d.is_current
WHERE d.product_id IS NULL AND p.updated_at < settled.cutoff

UNION ALL
SELECT 'PRODUCTS_WITH_SEVERAL_CURRENT_VERSIONS', 'DIMENSIONS', COUNT(*)
FROM (
    SELECT product_id
    FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
    WHERE is_current
    GROUP BY product_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'PRODUCT_VERSIONS_WITH_GAP_OR_OVERLAP', 'DIMENSIONS', COUNT(*)
FROM product_history
WHERE end_date <= effective_date
    OR is_current <> (end_date IS NULL)
    OR (next_effective IS NOT NULL AND end_date IS DISTINCT FROM next_effective)

UNION ALL
SELECT 'PRODUCT_VERSIONS_UNLIKE_SOURCE', 'DIMENSIONS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
CROSS JOIN settled
JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT d ON d.product_id = p.product_id AND d.is_current
WHERE p.updated_at < settled.cutoff
    AND (d.unit_price IS DISTINCT FROM p.unit_price
        OR d.unit_cost IS DISTINCT FROM p.unit_cost
        OR d.category IS DISTINCT FROM p.category
        OR d.is_active IS DISTINCT FROM p.is_active)

-- Facts
UNION ALL
SELECT 'FACTS_MISSING', 'FACTS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
CROSS JOIN settled
JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = i.order_id
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f ON f.order_item_id = i.order_item_id
WHERE f.order_item_id IS NULL AND i.created_at < settled.cutoff AND o.created_at < settled.cutoff

UNION ALL
SELECT 'FACTS_WITHOUT_ITEM', 'FACTS', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
WHERE i.order_item_id IS NULL AND f.updated_at < settled.cutoff

UNION ALL
SELECT 'FACTS_UNLIKE_SOURCE', 'FACTS', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN settled
JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = f.order_id
JOIN ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
WHERE o.updated_at < settled.cutoff
    AND (f.order_status IS DISTINCT FROM o.order_status
        OR f.payment_status IS DISTINCT FROM o.payment_status
        OR f.net_amount IS DISTINCT FROM i.line_total
        OR f.quantity IS DISTINCT FROM i.quantity)

UNION ALL
SELECT 'FACTS_WITHOUT_DIMENSION', 'FACTS', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN settled
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c ON c.customer_key = f.customer_key
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p ON p.product_key = f.product_key
WHERE (c.customer_key IS NULL OR p.product_key IS NULL) AND f.loaded_at < settled.cutoff

UNION ALL
SELECT 'FACTS_WITHOUT_DATE', 'FACTS', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_DATE d ON d.date_key = f.date_key
WHERE d.date_key IS NULL

-- Summary: days whose facts were written in the last 45 minutes are still on their way.
UNION ALL
SELECT 'SUMMARY_UNLIKE_FACTS', 'SUMMARY', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.DAILY_SALES d
FULL OUTER JOIN ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY s ON s.sale_date = d.sale_date
LEFT JOIN (
    SELECT TO_DATE(order_date) AS sale_date, MAX(updated_at) AS touched_at
    FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
    GROUP BY TO_DATE(order_date)
) f ON f.sale_date = d.sale_date
CROSS JOIN settled
WHERE (f.touched_at IS NULL OR f.touched_at < settled.cutoff)
    AND (d.total_orders IS DISTINCT FROM s.total_orders
        OR d.completed_orders IS DISTINCT FROM s.completed_orders
        OR d.unique_customers IS DISTINCT FROM s.unique_customers
        OR d.units_sold IS DISTINCT FROM s.units_sold
        OR d.net_revenue IS DISTINCT FROM s.net_revenue
        OR d.gross_profit IS DISTINCT FROM s.gross_profit
        OR d.margin_percent IS DISTINCT FROM s.margin_percent
        OR d.completed_revenue IS DISTINCT FROM s.completed_revenue)

-- Inventory
UNION ALL
SELECT 'PRODUCTS_WITH_NEGATIVE_STOCK', 'INVENTORY', COUNT(*)
FROM ECOMMERCE_DB.STAGING.STOCK_ON_HAND
WHERE current_stock < 0

UNION ALL
SELECT 'PRODUCTS_WITH_SEVERAL_OPEN_ALERTS', 'INVENTORY', COUNT(*)
FROM (
    SELECT product_id
    FROM ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS
    WHERE resolved_at IS NULL
    GROUP BY product_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'ALERTS_UNLIKE_STOCK', 'INVENTORY', COUNT(*)
FROM ECOMMERCE_DB.STAGING.STOCK_ON_HAND s
CROSS JOIN settled
JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = s.product_id
LEFT JOIN ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS a ON a.product_id = s.product_id AND a.resolved_at IS NULL
WHERE p.updated_at < settled.cutoff
    AND (s.last_movement_at IS NULL OR s.last_movement_at < settled.cutoff)
    AND (s.is_active AND s.current_stock <= s.reorder_point) <> (a.alert_id IS NOT NULL);

-- One statement for each group: asked all at once, the view's joins and aggregates would be in memory together, and a
-- large shop would need several times as much of it. One transaction and one time for all, so that nobody sees half a set.
CREATE OR REPLACE PROCEDURE STORE_QUALITY_RESULTS()
    RETURNS INTEGER
    LANGUAGE SQL
    COMMENT = 'Stores the answers of DATA_QUALITY_CHECKS; returns how many'
AS
BEGIN
    LET checked_at TIMESTAMP_NTZ := SYSDATE();
    LET stored INTEGER := 0;
    LET check_groups RESULTSET := (
        SELECT value::VARCHAR AS check_group
        FROM TABLE(SPLIT_TO_TABLE('ORPHANS DUPLICATES VALUES DIMENSIONS FACTS SUMMARY INVENTORY', ' '))
    );
    BEGIN TRANSACTION;
    FOR each_group IN check_groups DO
        LET check_group VARCHAR := each_group.check_group;
        INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at)
        SELECT check_name, check_group, violations, :checked_at
        FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_CHECKS
        WHERE check_group = :check_group;
        stored := stored + SQLROWCOUNT;
    END FOR;
    COMMIT;
    RETURN stored;
END;

-- The first set of answers.
CALL STORE_QUALITY_RESULTS();

SELECT check_group, check_name, violations, checked_at
FROM DATA_QUALITY_RESULTS
WHERE checked_at = (SELECT MAX(checked_at) FROM DATA_QUALITY_RESULTS)
ORDER BY violations DESC, check_group, check_name;
