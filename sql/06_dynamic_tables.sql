-- 06_dynamic_tables.sql · tables that keep themselves up to date
--
-- A dynamic table is declared, not programmed: a query, and how old its result may become (TARGET_LAG). Snowflake
-- decides when to refresh, and reads all sources as of one instant, so the content is always the query's answer at
-- that instant. REFRESH_MODE = INCREMENTAL makes a refresh cost what changed, not what is there; these queries
-- qualify: inner joins, outer joins on equality, GROUP BY, COUNT(DISTINCT), CASE and arithmetic.
--
--   ENRICHED_ORDERS      5 minutes   one row per order, with its customer and the sums of its items
--   PRODUCT_PERFORMANCE  10 minutes  one row per product: orders, units, revenue, profit, margin
--   CURRENT_INVENTORY    2 minutes   one row per product: stock and its status
--
-- The view STOCK_ON_HAND beside them answers the same question as CURRENT_INVENTORY the other way: nothing is stored,
-- each query adds up the whole ledger, the answer is never late. The quality checks look at it; people read the
-- dynamic table.
--
-- Needs: 03_raw_tables.sql.
-- Run again: safe, definitions are replaced and the content is computed anew.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.STAGING;

-- The LEFT JOIN keeps an order whose items have not arrived yet, with zero items. Items are summed by order before they
-- are joined: one key to group by instead of every column of the order and its customer.
CREATE OR REPLACE DYNAMIC TABLE ENRICHED_ORDERS
    TARGET_LAG = '5 minutes'
    WAREHOUSE = DE_PROJECT_WH
    REFRESH_MODE = INCREMENTAL
    INITIALIZE = ON_CREATE
    COMMENT = 'Orders with their customer and the sums of their items'
AS
SELECT
    o.order_id,
    o.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.customer_segment,
    c.city AS customer_city,
    c.country AS customer_country,
    c.country_code,
    o.order_date,
    o.order_status,
    o.payment_method,
    o.payment_status,
    o.shipping_country,
    o.shipping_city,
    o.shipping_cost,
    o.total_amount,
    COALESCE(i.item_count, 0) AS item_count,
    COALESCE(i.total_quantity, 0) AS total_quantity,
    COALESCE(i.items_amount, 0) AS items_amount,
    COALESCE(i.items_cost, 0) AS items_cost,
    COALESCE(i.items_amount - i.items_cost, 0) AS profit
FROM ECOMMERCE_DB.RAW_DATA.ORDERS o
JOIN ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
    ON c.customer_id = o.customer_id
LEFT JOIN (
    SELECT
        order_id,
        COUNT(*) AS item_count,
        SUM(quantity) AS total_quantity,
        SUM(line_total) AS items_amount,
        SUM(quantity * unit_cost) AS items_cost
    FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
    GROUP BY order_id
) i
    ON i.order_id = o.order_id;

-- Sales count for a product once the order is COMPLETED. The condition stands inside the sums, not in the join, so
-- that the outer joins stay pure equalities and products without a sale keep their row.
CREATE OR REPLACE DYNAMIC TABLE PRODUCT_PERFORMANCE
    TARGET_LAG = '10 minutes'
    WAREHOUSE = DE_PROJECT_WH
    REFRESH_MODE = INCREMENTAL
    INITIALIZE = ON_CREATE
    COMMENT = 'Completed sales per product with profit and margin'
AS
WITH sales AS (
    SELECT
        p.product_id,
        p.product_name,
        p.category,
        p.brand,
        p.unit_price,
        p.unit_cost,
        p.is_active,
        COUNT(DISTINCT IFF(o.order_status = 'COMPLETED', o.order_id, NULL)) AS total_orders,
        COALESCE(SUM(IFF(o.order_status = 'COMPLETED', i.quantity, 0)), 0) AS units_sold,
        COALESCE(SUM(IFF(o.order_status = 'RETURNED', i.quantity, 0)), 0) AS units_returned,
        COALESCE(SUM(IFF(o.order_status = 'COMPLETED', i.line_total, 0)), 0) AS revenue,
        COALESCE(SUM(IFF(o.order_status = 'COMPLETED', i.quantity * i.unit_cost, 0)), 0) AS cost
    FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
    LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
        ON i.product_id = p.product_id
    LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o
        ON o.order_id = i.order_id
    GROUP BY
        p.product_id,
        p.product_name,
        p.category,
        p.brand,
        p.unit_price,
        p.unit_cost,
        p.is_active
)
SELECT
    product_id,
    product_name,
    category,
    brand,
    unit_price,
    unit_cost,
    is_active,
    total_orders,
    units_sold,
    units_returned,
    revenue,
    cost,
    revenue - cost AS profit,
    CAST(ROUND(100 * (revenue - cost) / NULLIF(revenue, 0), 2) AS NUMBER(7,2)) AS margin_percent
FROM sales;

-- LOW: at or below the reorder point, time to order. MEDIUM: up to twice that. HEALTHY: more.
CREATE OR REPLACE DYNAMIC TABLE CURRENT_INVENTORY
    TARGET_LAG = '2 minutes'
    WAREHOUSE = DE_PROJECT_WH
    REFRESH_MODE = INCREMENTAL
    INITIALIZE = ON_CREATE
    COMMENT = 'Stock per product from the ledger of movements'
AS
WITH stock AS (
    SELECT
        p.product_id,
        p.product_name,
        p.category,
        p.unit_cost,
        p.reorder_point,
        p.reorder_quantity,
        p.is_active,
        p.initial_stock + COALESCE(SUM(m.quantity), 0) AS current_stock,
        MAX(m.movement_date) AS last_movement_at
    FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
    LEFT JOIN ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
        ON m.product_id = p.product_id
    GROUP BY
        p.product_id,
        p.product_name,
        p.category,
        p.unit_cost,
        p.reorder_point,
        p.reorder_quantity,
        p.is_active,
        p.initial_stock
)
SELECT
    product_id,
    product_name,
    category,
    current_stock,
    reorder_point,
    reorder_quantity,
    CASE
        WHEN current_stock <= reorder_point THEN 'LOW'
        WHEN current_stock <= 2 * reorder_point THEN 'MEDIUM'
        ELSE 'HEALTHY'
    END AS stock_status,
    CAST(current_stock * unit_cost AS NUMBER(14,2)) AS stock_value,
    is_active,
    last_movement_at
FROM stock;

CREATE OR REPLACE VIEW STOCK_ON_HAND
    COMMENT = 'Stock per product at this very moment, added up from the ledger by each query'
AS
SELECT
    p.product_id,
    p.product_name,
    p.is_active,
    p.reorder_point,
    p.reorder_quantity,
    p.initial_stock + COALESCE(m.moved, 0) AS current_stock,
    m.last_movement_at
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
LEFT JOIN (
    SELECT product_id, SUM(quantity) AS moved, MAX(movement_date) AS last_movement_at
    FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    GROUP BY product_id
) m
    ON m.product_id = p.product_id;
