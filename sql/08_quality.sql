-- 08_quality.sql · is the data right?
--
-- A view for each group of checks holds every check as one row: how many rows break the rule, 0 is good. The view
-- DATA_QUALITY_CHECKS holds them all. The procedure STORE_QUALITY_RESULTS, which the task RUN_QUALITY_CHECKS calls once
-- an hour, stores the answers in DATA_QUALITY_RESULTS, where they make a history.
--
-- A shop of years has many rows and few new ones, so most looks are at what was written since the look before: the
-- checks of the large tables are table functions with the time to begin at, …_SINCE(…). The first look of a day
-- is at the whole (scope ALL), and so is one after a look that found something: only that sees rows that arrived with
-- old times (a bulk load) or lost their parent. So the latest answers always say how things stand.
-- CALL STORE_QUALITY_RESULTS(TRUE) looks at the whole at once.
--
--   ORPHANS     a row whose parent does not exist (Snowflake records foreign keys, it does not enforce them)
--   DUPLICATES  a key that occurs more than once (nor primary keys)
--   VALUES      amounts that cannot be, words outside their list, sums that do not add up
--   DIMENSIONS  exactly one current version per key; versions without gap or overlap; the current one equals the source
--   FACTS       every item whose order exists is there, as in the sources, and nothing else
--   SUMMARY     DAILY_SALES_SUMMARY equals its recomputation
--   INVENTORY   no stock below zero; open alerts tell the truth
--
-- Checks that compare a table with what a task makes of it leave out the last 45 minutes: what has just arrived is
-- still on its way (the slowest task runs every 30 minutes), and a lag is not an error.
--
-- Needs: 04_star_schema.sql, 06_dynamic_tables.sql, 07_tasks.sql.
-- Run again: safe, views and procedure are replaced and one more set of results is stored.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.ANALYTICS;

CREATE TABLE IF NOT EXISTS DATA_QUALITY_RESULTS (
    check_name         VARCHAR(60)   NOT NULL,
    check_group        VARCHAR(20)   NOT NULL,
    violations         INTEGER       NOT NULL COMMENT 'Rows that break the rule; 0 is good',
    checked_at         TIMESTAMP_NTZ NOT NULL COMMENT 'One time per run',
    scope              VARCHAR(6)    NOT NULL COMMENT 'ALL, or RECENT: what was written since the look before',
    CONSTRAINT pk_data_quality_results PRIMARY KEY (check_name, checked_at)
)
COMMENT = 'History of the data quality checks';

-- What is older has arrived everywhere: the slowest task runs every 30 minutes.
CREATE OR REPLACE VIEW SETTLED
    COMMENT = 'Up to when rows have been through every task'
AS
SELECT DATEADD(minute, -45, SYSDATE()) AS cutoff;

CREATE OR REPLACE FUNCTION ORPHANS_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Rows whose parent does not exist'
AS
$$
SELECT 'ORDERS_WITHOUT_CUSTOMER' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.RAW_DATA.ORDERS o
LEFT JOIN ECOMMERCE_DB.RAW_DATA.CUSTOMERS c ON c.customer_id = o.customer_id
WHERE c.customer_id IS NULL AND (since IS NULL OR o.updated_at >= since)

UNION ALL
SELECT 'ITEMS_WITHOUT_ORDER', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = i.order_id
WHERE o.order_id IS NULL AND i.created_at < settled.cutoff AND (since IS NULL OR i.created_at >= since)

UNION ALL
SELECT 'ITEMS_WITHOUT_PRODUCT', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
LEFT JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = i.product_id
WHERE p.product_id IS NULL AND (since IS NULL OR i.created_at >= since)

UNION ALL
SELECT 'MOVEMENTS_WITHOUT_PRODUCT', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
LEFT JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = m.product_id
WHERE p.product_id IS NULL AND (since IS NULL OR m.movement_date >= since)

UNION ALL
SELECT 'SALES_MOVEMENTS_WITHOUT_ORDER', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS m
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = m.reference_id
WHERE m.movement_type IN ('SALE', 'RETURN') AND o.order_id IS NULL AND m.movement_date < settled.cutoff
    AND (since IS NULL OR m.movement_date >= since)
$$;

CREATE OR REPLACE VIEW QUALITY_ORPHANS
    COMMENT = 'Rows whose parent does not exist'
AS
SELECT check_name, violations
FROM TABLE(ECOMMERCE_DB.ANALYTICS.ORPHANS_SINCE(NULL::TIMESTAMP_NTZ));

-- Among the keys from the smallest new one on: new rows that repeat an old key are found with it.
CREATE OR REPLACE FUNCTION DUPLICATES_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Keys that occur more than once'
AS
$$
SELECT 'DUPLICATE_CUSTOMERS' AS check_name, COUNT(*) - COUNT(DISTINCT customer_id) AS violations
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS
WHERE customer_id >= (
    SELECT MIN(customer_id) FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS WHERE since IS NULL OR created_at >= since
)

UNION ALL
SELECT 'DUPLICATE_PRODUCTS', COUNT(*) - COUNT(DISTINCT product_id)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS
WHERE product_id >= (
    SELECT MIN(product_id) FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS WHERE since IS NULL OR created_at >= since
)

UNION ALL
SELECT 'DUPLICATE_ORDERS', COUNT(*) - COUNT(DISTINCT order_id)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS
WHERE order_id >= (
    SELECT MIN(order_id) FROM ECOMMERCE_DB.RAW_DATA.ORDERS WHERE since IS NULL OR created_at >= since
)

UNION ALL
SELECT 'DUPLICATE_ORDER_ITEMS', COUNT(*) - COUNT(DISTINCT order_item_id)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
WHERE order_item_id >= (
    SELECT MIN(order_item_id) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS WHERE since IS NULL OR created_at >= since
)

UNION ALL
SELECT 'DUPLICATE_MOVEMENTS', COUNT(*) - COUNT(DISTINCT movement_id)
FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
WHERE movement_id >= (
    SELECT MIN(movement_id) FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS WHERE since IS NULL OR movement_date >= since
)

UNION ALL
SELECT 'DUPLICATE_FACTS', COUNT(*) - COUNT(DISTINCT order_item_id)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
WHERE order_item_id >= (
    SELECT MIN(order_item_id) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES WHERE since IS NULL OR loaded_at >= since
)
$$;

CREATE OR REPLACE VIEW QUALITY_DUPLICATES
    COMMENT = 'Keys that occur more than once'
AS
SELECT check_name, violations
FROM TABLE(ECOMMERCE_DB.ANALYTICS.DUPLICATES_SINCE(NULL::TIMESTAMP_NTZ));

CREATE OR REPLACE FUNCTION VALUES_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Impossible amounts, unknown words, wrong sums'
AS
$$
SELECT 'PRODUCTS_PRICED_BELOW_COST' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS
WHERE (unit_cost < 0 OR unit_price < unit_cost) AND (since IS NULL OR updated_at >= since)

UNION ALL
SELECT 'ITEMS_WITH_IMPOSSIBLE_AMOUNTS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
WHERE (quantity <= 0 OR unit_price < 0 OR unit_cost < 0 OR line_total < 0 OR discount_percent NOT BETWEEN 0 AND 100)
    AND (since IS NULL OR created_at >= since)

UNION ALL
-- Without a division, so exact: the line total is at most half a cent away from quantity * price less discount.
SELECT 'ITEMS_WITH_WRONG_LINE_TOTAL', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
WHERE ABS(100 * line_total - quantity * unit_price * (100 - discount_percent)) > 0.5
    AND (since IS NULL OR created_at >= since)

UNION ALL
SELECT 'ORDERS_WITH_NEGATIVE_AMOUNTS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS
WHERE (shipping_cost < 0 OR total_amount < 0) AND (since IS NULL OR updated_at >= since)

UNION ALL
SELECT 'ORDERS_WITH_WRONG_TOTAL', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS o
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN (
    SELECT order_id, SUM(line_total) AS items_amount
    FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
    WHERE order_id >= (
        SELECT MIN(order_id) FROM ECOMMERCE_DB.RAW_DATA.ORDERS WHERE since IS NULL OR updated_at >= since
    )
    GROUP BY order_id
) i ON i.order_id = o.order_id
WHERE o.total_amount <> COALESCE(i.items_amount, 0) + o.shipping_cost
    AND o.created_at < settled.cutoff
    AND (since IS NULL OR o.updated_at >= since)

UNION ALL
SELECT 'ORDERS_WITH_UNKNOWN_STATUS', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.ORDERS
WHERE (since IS NULL OR updated_at >= since)
    AND (order_status IS NULL
        OR order_status NOT IN ('PENDING', 'PROCESSING', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'RETURNED')
        OR payment_status IS NULL
        OR payment_status NOT IN ('PAID', 'PENDING', 'FAILED', 'REFUNDED'))

UNION ALL
SELECT 'CUSTOMERS_WITH_UNKNOWN_SEGMENT', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS
WHERE (customer_segment IS NULL OR customer_segment NOT IN ('PREMIUM', 'STANDARD', 'BASIC'))
    AND (since IS NULL OR updated_at >= since)
$$;

CREATE OR REPLACE VIEW QUALITY_VALUES
    COMMENT = 'Impossible amounts, unknown words, wrong sums'
AS
SELECT check_name, violations
FROM TABLE(ECOMMERCE_DB.ANALYTICS.VALUES_SINCE(NULL::TIMESTAMP_NTZ));

CREATE OR REPLACE VIEW QUALITY_DIMENSIONS
    COMMENT = 'Versions of customers and products'
AS
-- The two histories: a version and its neighbour in time, per business key.
WITH customer_history AS (
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

SELECT 'CUSTOMERS_WITHOUT_CURRENT_VERSION' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER d ON d.customer_id = c.customer_id AND d.is_current
WHERE d.customer_id IS NULL AND c.updated_at < settled.cutoff

UNION ALL
SELECT 'CUSTOMERS_WITH_SEVERAL_CURRENT_VERSIONS', COUNT(*)
FROM (
    SELECT customer_id
    FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
    WHERE is_current
    GROUP BY customer_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'CUSTOMER_VERSIONS_WITH_GAP_OR_OVERLAP', COUNT(*)
FROM customer_history
WHERE end_date <= effective_date
    OR is_current <> (end_date IS NULL)
    OR (next_effective IS NOT NULL AND end_date IS DISTINCT FROM next_effective)

UNION ALL
SELECT 'CUSTOMER_VERSIONS_UNLIKE_SOURCE', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.CUSTOMERS c
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER d ON d.customer_id = c.customer_id AND d.is_current
WHERE c.updated_at < settled.cutoff
    AND (d.customer_segment IS DISTINCT FROM c.customer_segment
        OR d.city IS DISTINCT FROM c.city
        OR d.country_code IS DISTINCT FROM c.country_code
        OR d.email IS DISTINCT FROM c.email)

UNION ALL
SELECT 'PRODUCTS_WITHOUT_CURRENT_VERSION', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT d ON d.product_id = p.product_id AND d.is_current
WHERE d.product_id IS NULL AND p.updated_at < settled.cutoff

UNION ALL
SELECT 'PRODUCTS_WITH_SEVERAL_CURRENT_VERSIONS', COUNT(*)
FROM (
    SELECT product_id
    FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
    WHERE is_current
    GROUP BY product_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'PRODUCT_VERSIONS_WITH_GAP_OR_OVERLAP', COUNT(*)
FROM product_history
WHERE end_date <= effective_date
    OR is_current <> (end_date IS NULL)
    OR (next_effective IS NOT NULL AND end_date IS DISTINCT FROM next_effective)

UNION ALL
SELECT 'PRODUCT_VERSIONS_UNLIKE_SOURCE', COUNT(*)
FROM ECOMMERCE_DB.RAW_DATA.PRODUCTS p
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT d ON d.product_id = p.product_id AND d.is_current
WHERE p.updated_at < settled.cutoff
    AND (d.unit_price IS DISTINCT FROM p.unit_price
        OR d.unit_cost IS DISTINCT FROM p.unit_cost
        OR d.category IS DISTINCT FROM p.category
        OR d.is_active IS DISTINCT FROM p.is_active);

-- The facts are compared with their sources one check at a time: each holds one large table in memory to find the rows
-- of another in it, and three of those at once are more than a shop of millions of orders should ask for.
CREATE OR REPLACE FUNCTION FACTS_MISSING_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Items of known orders that are no facts'
AS
$$
SELECT 'FACTS_MISSING' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = i.order_id
LEFT JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES f ON f.order_item_id = i.order_item_id
WHERE f.order_item_id IS NULL
    AND i.created_at < settled.cutoff
    AND o.created_at < settled.cutoff
    AND (since IS NULL OR i.created_at >= since)
$$;

CREATE OR REPLACE FUNCTION FACTS_WITHOUT_ITEM_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Facts of items that do not exist'
AS
$$
SELECT 'FACTS_WITHOUT_ITEM' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
WHERE i.order_item_id IS NULL AND f.updated_at < settled.cutoff AND (since IS NULL OR f.updated_at >= since)
$$;

CREATE OR REPLACE FUNCTION FACTS_UNLIKE_SOURCE_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Facts that say something else than their order and item'
AS
$$
SELECT 'FACTS_UNLIKE_SOURCE' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
JOIN ECOMMERCE_DB.RAW_DATA.ORDERS o ON o.order_id = f.order_id
JOIN ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
WHERE o.updated_at < settled.cutoff
    AND (since IS NULL OR o.updated_at >= since)
    AND (f.order_status IS DISTINCT FROM o.order_status
        OR f.payment_status IS DISTINCT FROM o.payment_status
        OR f.net_amount IS DISTINCT FROM i.line_total
        OR f.quantity IS DISTINCT FROM i.quantity)
$$;

CREATE OR REPLACE FUNCTION FACTS_WITHOUT_DIMENSION_SINCE(since TIMESTAMP_NTZ)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'Facts whose customer, product or date does not exist'
AS
$$
SELECT 'FACTS_WITHOUT_DIMENSION' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER c ON c.customer_key = f.customer_key
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT p ON p.product_key = f.product_key
WHERE (c.customer_key IS NULL OR p.product_key IS NULL)
    AND f.loaded_at < settled.cutoff
    AND (since IS NULL OR f.updated_at >= since)

UNION ALL
SELECT 'FACTS_WITHOUT_DATE', COUNT(*)
FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES f
LEFT JOIN ECOMMERCE_DB.ANALYTICS.DIM_DATE d ON d.date_key = f.date_key
WHERE d.date_key IS NULL AND (since IS NULL OR f.updated_at >= since)
$$;

CREATE OR REPLACE VIEW QUALITY_FACTS
    COMMENT = 'FACT_SALES against its sources and dimensions'
AS
SELECT check_name, violations FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_MISSING_SINCE(NULL::TIMESTAMP_NTZ))
UNION ALL
SELECT check_name, violations FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_WITHOUT_ITEM_SINCE(NULL::TIMESTAMP_NTZ))
UNION ALL
SELECT check_name, violations FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_UNLIKE_SOURCE_SINCE(NULL::TIMESTAMP_NTZ))
UNION ALL
SELECT check_name, violations FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_WITHOUT_DIMENSION_SINCE(NULL::TIMESTAMP_NTZ));

-- Days whose facts were written in the last 45 minutes are still on their way.
CREATE OR REPLACE FUNCTION SUMMARY_SINCE(first_day DATE)
    RETURNS TABLE (check_name VARCHAR, violations INTEGER)
    COMMENT = 'DAILY_SALES_SUMMARY against its recomputation'
AS
$$
SELECT 'SUMMARY_UNLIKE_FACTS' AS check_name, COUNT(*) AS violations
FROM (
    SELECT * FROM ECOMMERCE_DB.ANALYTICS.DAILY_SALES WHERE first_day IS NULL OR sale_date >= first_day
) d
FULL OUTER JOIN (
    SELECT * FROM ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY WHERE first_day IS NULL OR sale_date >= first_day
) s ON s.sale_date = d.sale_date
LEFT JOIN (
    SELECT TO_DATE(order_date) AS sale_date, MAX(updated_at) AS touched_at
    FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
    WHERE first_day IS NULL OR order_date >= first_day
    GROUP BY TO_DATE(order_date)
) f ON f.sale_date = d.sale_date
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
WHERE (f.touched_at IS NULL OR f.touched_at < settled.cutoff)
    AND (d.total_orders IS DISTINCT FROM s.total_orders
        OR d.completed_orders IS DISTINCT FROM s.completed_orders
        OR d.unique_customers IS DISTINCT FROM s.unique_customers
        OR d.units_sold IS DISTINCT FROM s.units_sold
        OR d.net_revenue IS DISTINCT FROM s.net_revenue
        OR d.gross_profit IS DISTINCT FROM s.gross_profit
        OR d.margin_percent IS DISTINCT FROM s.margin_percent
        OR d.completed_revenue IS DISTINCT FROM s.completed_revenue)
$$;

CREATE OR REPLACE VIEW QUALITY_SUMMARY
    COMMENT = 'DAILY_SALES_SUMMARY against its recomputation'
AS
SELECT check_name, violations
FROM TABLE(ECOMMERCE_DB.ANALYTICS.SUMMARY_SINCE(NULL::DATE));

CREATE OR REPLACE VIEW QUALITY_INVENTORY
    COMMENT = 'Stock and open alerts'
AS
SELECT 'PRODUCTS_WITH_NEGATIVE_STOCK' AS check_name, COUNT(*) AS violations
FROM ECOMMERCE_DB.STAGING.STOCK_ON_HAND
WHERE current_stock < 0

UNION ALL
SELECT 'PRODUCTS_WITH_SEVERAL_OPEN_ALERTS', COUNT(*)
FROM (
    SELECT product_id
    FROM ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS
    WHERE resolved_at IS NULL
    GROUP BY product_id
    HAVING COUNT(*) > 1
) several

UNION ALL
SELECT 'ALERTS_UNLIKE_STOCK', COUNT(*)
FROM ECOMMERCE_DB.STAGING.STOCK_ON_HAND s
CROSS JOIN ECOMMERCE_DB.ANALYTICS.SETTLED
JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS p ON p.product_id = s.product_id
LEFT JOIN ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS a ON a.product_id = s.product_id AND a.resolved_at IS NULL
WHERE p.updated_at < settled.cutoff
    AND (s.last_movement_at IS NULL OR s.last_movement_at < settled.cutoff)
    AND (s.is_active AND s.current_stock <= s.reorder_point) <> (a.alert_id IS NOT NULL);

CREATE OR REPLACE VIEW DATA_QUALITY_CHECKS
    COMMENT = 'Every check as one row; violations = 0 is good'
AS
SELECT check_name, 'ORPHANS' AS check_group, violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_ORPHANS
UNION ALL
SELECT check_name, 'DUPLICATES', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_DUPLICATES
UNION ALL
SELECT check_name, 'VALUES', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_VALUES
UNION ALL
SELECT check_name, 'DIMENSIONS', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_DIMENSIONS
UNION ALL
SELECT check_name, 'FACTS', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_FACTS
UNION ALL
SELECT check_name, 'SUMMARY', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_SUMMARY
UNION ALL
SELECT check_name, 'INVENTORY', violations FROM ECOMMERCE_DB.ANALYTICS.QUALITY_INVENTORY;

-- At what to look: at the whole when somebody asks for it, when it is the first look of a day (UTC), or when the look
-- before found something; else at what was written since the look before and in the 45 minutes that it left out.
--
-- One statement for each table function: asked all at once, the joins and aggregates of all checks would be in memory
-- together, and a large shop would need several times as much of it. One transaction and one time for all, so that nobody sees
-- half a set. Written out instead of a loop over IDENTIFIER(:view): a text that stays the same is planned once.
CREATE OR REPLACE PROCEDURE STORE_QUALITY_RESULTS(whole BOOLEAN DEFAULT FALSE)
    RETURNS TIMESTAMP_NTZ
    LANGUAGE SQL
    COMMENT = 'Stores the answers of all checks; returns the time under which they stand'
AS
BEGIN
    LET checked_at TIMESTAMP_NTZ := SYSDATE();
    LET since TIMESTAMP_NTZ := (
        WITH looks AS (
            SELECT checked_at, MAX(scope) AS scope, SUM(violations) AS violations
            FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS
            GROUP BY checked_at
        )
        SELECT IFF(
            NOT :whole
                AND MAX_BY(violations, checked_at) = 0
                AND TO_DATE(MAX(IFF(scope = 'ALL', checked_at, NULL))) = TO_DATE(:checked_at),
            DATEADD(minute, -45, MAX(checked_at)),
            NULL
        )
        FROM looks
    );
    LET scope VARCHAR := IFF(since IS NULL, 'ALL', 'RECENT');
    LET first_day DATE := (
        SELECT IFF(:since IS NULL, NULL, COALESCE(MIN(TO_DATE(order_date)), TO_DATE(:checked_at)))
        FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
        WHERE updated_at >= :since
    );
    BEGIN TRANSACTION;
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'ORPHANS', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.ORPHANS_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'DUPLICATES', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.DUPLICATES_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'VALUES', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.VALUES_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'DIMENSIONS', violations, :checked_at, :scope
    FROM ECOMMERCE_DB.ANALYTICS.QUALITY_DIMENSIONS;
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'FACTS', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_MISSING_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'FACTS', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_WITHOUT_ITEM_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'FACTS', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_UNLIKE_SOURCE_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'FACTS', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.FACTS_WITHOUT_DIMENSION_SINCE(:since));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'SUMMARY', violations, :checked_at, :scope
    FROM TABLE(ECOMMERCE_DB.ANALYTICS.SUMMARY_SINCE(:first_day));
    INSERT INTO ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS (check_name, check_group, violations, checked_at, scope)
    SELECT check_name, 'INVENTORY', violations, :checked_at, :scope
    FROM ECOMMERCE_DB.ANALYTICS.QUALITY_INVENTORY;
    COMMIT;
    RETURN checked_at;
END;

-- The first set of answers.
CALL STORE_QUALITY_RESULTS(TRUE);

SELECT check_group, check_name, violations, checked_at
FROM DATA_QUALITY_RESULTS
WHERE checked_at = (SELECT MAX(checked_at) FROM DATA_QUALITY_RESULTS)
ORDER BY violations DESC, check_group, check_name;
