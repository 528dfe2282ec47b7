-- 07_tasks.sql · what to do about the changes
--
--   task                        every    consumes                                            writes
--   PROCESS_CUSTOMER_CHANGES     5 min   CUSTOMERS_STREAM                                    DIM_CUSTOMER
--   PROCESS_PRODUCT_CHANGES      5 min   PRODUCTS_STREAM                                     DIM_PRODUCT
--   APPLY_INVENTORY_MOVEMENTS    5 min   INVENTORY_STREAM, STOCK_RULES_STREAM                STOCK_ALERTS
--   LOAD_FACT_SALES             10 min   ORDERS_, ORDER_ITEMS_, DIM_CUSTOMER_, DIM_PRODUCT_  FACT_SALES
--   UPDATE_DAILY_SUMMARY        30 min   FACT_SALES_STREAM                                   DAILY_SALES_SUMMARY
--   RUN_QUALITY_CHECKS          60 min   nothing                                             DATA_QUALITY_RESULTS
--
-- How the bodies are written
--   * WHEN SYSTEM$STREAM_HAS_DATA is asked without a warehouse: a run with nothing to do costs nothing.
--   * The tasks do not wait for each other. Each recomputes from the tables whatever the streams say has been
--     touched, so items may come before their order, facts before their customer, in any order of runs.
--   * Snowflake commits the statements of a block one by one, and the first DML that reads a stream consumes it.
--     Most bodies are therefore one MERGE: it reads its streams, writes its table and moves the offsets as a whole or
--     not at all. A body that needs two statements on one stream opens a transaction (UPDATE_DAILY_SUMMARY): inside it
--     every read of the stream gives the same rows.
--   * Their cost follows what changed, not what is there: whatever a body reads besides its streams, it reads for the
--     keys or days that the streams name.
--   * An error: ROLLBACK first (else the log entry would be part of the transaction it reports), then a row in
--     ERROR_LOG, then RAISE. Raising again keeps the run FAILED in TASK_HISTORY, and ten failures in a row suspend the
--     task; swallowing the error would show green runs over a standing pipeline. Nothing is lost meanwhile: a failed
--     statement leaves the offsets where they were, and the next run sees the same changes and the newer ones.
--
-- Needs: 04_star_schema.sql, 05_streams.sql. The body of RUN_QUALITY_CHECKS calls a procedure of 08_quality.sql, which
-- exists by its first run.
-- Run again: safe. A task is suspended, replaced and resumed; its streams keep their offsets.

USE WAREHOUSE DE_PROJECT_WH;
USE SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

CREATE TABLE IF NOT EXISTS ERROR_LOG (
    error_id           INTEGER       NOT NULL AUTOINCREMENT START 1 INCREMENT 1,
    task_name          VARCHAR(100)  NOT NULL,
    error_code         INTEGER,
    error_message      VARCHAR,
    error_state        VARCHAR(5)    COMMENT 'SQLSTATE',
    logged_at          TIMESTAMP_NTZ NOT NULL,
    CONSTRAINT pk_error_log PRIMARY KEY (error_id)
)
COMMENT = 'One row per failed task body';

CREATE TABLE IF NOT EXISTS ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS (
    alert_id           INTEGER       NOT NULL AUTOINCREMENT START 1 INCREMENT 1,
    product_id         INTEGER       NOT NULL,
    product_name       VARCHAR(120),
    alert_level        VARCHAR(20)   NOT NULL COMMENT 'OUT_OF_STOCK or LOW',
    current_stock      INTEGER       NOT NULL COMMENT 'Stock at the last movement seen',
    reorder_point      INTEGER       NOT NULL,
    opened_at          TIMESTAMP_NTZ NOT NULL,
    updated_at         TIMESTAMP_NTZ NOT NULL,
    resolved_at        TIMESTAMP_NTZ COMMENT 'NULL while the stock is at or below the reorder point',
    CONSTRAINT pk_stock_alerts PRIMARY KEY (alert_id)
)
COMMENT = 'Products that fell to their reorder point: at most one open alert per product, and the resolved ones';

-- A started task refuses changes, so each is suspended before it is replaced.
ALTER TASK IF EXISTS PROCESS_CUSTOMER_CHANGES SUSPEND;
ALTER TASK IF EXISTS PROCESS_PRODUCT_CHANGES SUSPEND;
ALTER TASK IF EXISTS APPLY_INVENTORY_MOVEMENTS SUSPEND;
ALTER TASK IF EXISTS LOAD_FACT_SALES SUSPEND;
ALTER TASK IF EXISTS UPDATE_DAILY_SUMMARY SUSPEND;
ALTER TASK IF EXISTS RUN_QUALITY_CHECKS SUSPEND;

-- Customers, SCD type 2 in one MERGE.
--   latest    one row per changed customer. INSERT sorts after DELETE, so DESC prefers the new image; a customer with
--             a DELETE alone is gone. (A changed customer_id shows up as the old one gone and the new one new.)
--   known     the last version of each customer, current or closed
--   compared  what must happen, and when it takes effect:
--             new customer: from the registration on · changed: from the source's updated_at on · deleted, or changed
--             without a later updated_at: from now on, the source tells no time · back after a deletion: the new
--             version continues where the last one ended. An update to the same attributes is dropped here.
-- A change needs two actions, close and open, but MERGE takes one per source row: the source holds it twice. The half
-- with a close_key matches the current version and closes it; the half without matches nothing and is inserted.
CREATE OR REPLACE TASK PROCESS_CUSTOMER_CHANGES
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '5 MINUTES'
    COMMENT = 'CUSTOMERS_STREAM to DIM_CUSTOMER (SCD type 2)'
    WHEN SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.CUSTOMERS_STREAM')
AS
BEGIN
    MERGE INTO ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER AS dim
    USING (
        WITH latest AS (
            SELECT
                customer_id,
                first_name,
                last_name,
                email,
                phone,
                city,
                country,
                country_code,
                customer_segment,
                registration_date,
                COALESCE(registration_date::TIMESTAMP_NTZ, created_at, updated_at, SYSDATE()) AS registered_at,
                COALESCE(updated_at, SYSDATE()) AS changed_at,
                METADATA$ACTION = 'DELETE' AS is_deleted
            FROM ECOMMERCE_DB.STREAMS_TASKS.CUSTOMERS_STREAM
            QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY METADATA$ACTION DESC, updated_at DESC) = 1
        ),
        known AS (
            SELECT *
            FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
            QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY effective_date DESC) = 1
        ),
        compared AS (
            SELECT
                latest.*,
                known.customer_key AS known_key,
                COALESCE(known.is_current, FALSE) AS has_current,
                CASE
                    WHEN known.customer_key IS NULL THEN latest.registered_at
                    WHEN NOT known.is_current THEN known.end_date
                    WHEN NOT latest.is_deleted AND latest.changed_at > known.effective_date THEN latest.changed_at
                    ELSE GREATEST(SYSDATE(), DATEADD(millisecond, 1, known.effective_date))
                END AS takes_effect
            FROM latest
            LEFT JOIN known
                ON known.customer_id = latest.customer_id
            WHERE CASE
                WHEN latest.is_deleted THEN COALESCE(known.is_current, FALSE)
                WHEN NOT COALESCE(known.is_current, FALSE) THEN TRUE
                ELSE latest.first_name IS DISTINCT FROM known.first_name
                    OR latest.last_name IS DISTINCT FROM known.last_name
                    OR latest.email IS DISTINCT FROM known.email
                    OR latest.phone IS DISTINCT FROM known.phone
                    OR latest.city IS DISTINCT FROM known.city
                    OR latest.country IS DISTINCT FROM known.country
                    OR latest.country_code IS DISTINCT FROM known.country_code
                    OR latest.customer_segment IS DISTINCT FROM known.customer_segment
                    OR latest.registration_date IS DISTINCT FROM known.registration_date
            END
        )
        SELECT
            known_key AS close_key,
            customer_id, first_name, last_name, email, phone, city, country, country_code,
            customer_segment, registration_date, takes_effect
        FROM compared
        WHERE has_current
        UNION ALL
        SELECT
            NULL AS close_key,
            customer_id, first_name, last_name, email, phone, city, country, country_code,
            customer_segment, registration_date, takes_effect
        FROM compared
        WHERE NOT is_deleted
    ) AS src
    ON dim.customer_key = src.close_key
    WHEN MATCHED THEN UPDATE SET
        end_date = src.takes_effect,
        is_current = FALSE
    WHEN NOT MATCHED THEN INSERT (
        customer_id, first_name, last_name, email, phone, city, country, country_code,
        customer_segment, registration_date, effective_date, end_date, is_current
    ) VALUES (
        src.customer_id, src.first_name, src.last_name, src.email, src.phone, src.city, src.country, src.country_code,
        src.customer_segment, src.registration_date, src.takes_effect, NULL, TRUE
    );
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('PROCESS_CUSTOMER_CHANGES', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- Products, the same pattern. The first version begins with the product's created_at.
CREATE OR REPLACE TASK PROCESS_PRODUCT_CHANGES
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '5 MINUTES'
    COMMENT = 'PRODUCTS_STREAM to DIM_PRODUCT (SCD type 2)'
    WHEN SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.PRODUCTS_STREAM')
AS
BEGIN
    MERGE INTO ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT AS dim
    USING (
        WITH latest AS (
            SELECT
                product_id,
                product_name,
                category,
                brand,
                unit_price,
                unit_cost,
                reorder_point,
                reorder_quantity,
                is_active,
                COALESCE(created_at, updated_at, SYSDATE()) AS registered_at,
                COALESCE(updated_at, SYSDATE()) AS changed_at,
                METADATA$ACTION = 'DELETE' AS is_deleted
            FROM ECOMMERCE_DB.STREAMS_TASKS.PRODUCTS_STREAM
            QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY METADATA$ACTION DESC, updated_at DESC) = 1
        ),
        known AS (
            SELECT *
            FROM ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
            QUALIFY ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY effective_date DESC) = 1
        ),
        compared AS (
            SELECT
                latest.*,
                known.product_key AS known_key,
                COALESCE(known.is_current, FALSE) AS has_current,
                CASE
                    WHEN known.product_key IS NULL THEN latest.registered_at
                    WHEN NOT known.is_current THEN known.end_date
                    WHEN NOT latest.is_deleted AND latest.changed_at > known.effective_date THEN latest.changed_at
                    ELSE GREATEST(SYSDATE(), DATEADD(millisecond, 1, known.effective_date))
                END AS takes_effect
            FROM latest
            LEFT JOIN known
                ON known.product_id = latest.product_id
            WHERE CASE
                WHEN latest.is_deleted THEN COALESCE(known.is_current, FALSE)
                WHEN NOT COALESCE(known.is_current, FALSE) THEN TRUE
                ELSE latest.product_name IS DISTINCT FROM known.product_name
                    OR latest.category IS DISTINCT FROM known.category
                    OR latest.brand IS DISTINCT FROM known.brand
                    OR latest.unit_price IS DISTINCT FROM known.unit_price
                    OR latest.unit_cost IS DISTINCT FROM known.unit_cost
                    OR latest.reorder_point IS DISTINCT FROM known.reorder_point
                    OR latest.reorder_quantity IS DISTINCT FROM known.reorder_quantity
                    OR latest.is_active IS DISTINCT FROM known.is_active
            END
        )
        SELECT
            known_key AS close_key,
            product_id, product_name, category, brand, unit_price, unit_cost, reorder_point, reorder_quantity,
            is_active, takes_effect
        FROM compared
        WHERE has_current
        UNION ALL
        SELECT
            NULL AS close_key,
            product_id, product_name, category, brand, unit_price, unit_cost, reorder_point, reorder_quantity,
            is_active, takes_effect
        FROM compared
        WHERE NOT is_deleted
    ) AS src
    ON dim.product_key = src.close_key
    WHEN MATCHED THEN UPDATE SET
        end_date = src.takes_effect,
        is_current = FALSE
    WHEN NOT MATCHED THEN INSERT (
        product_id, product_name, category, brand, unit_price, unit_cost, reorder_point, reorder_quantity,
        is_active, effective_date, end_date, is_current
    ) VALUES (
        src.product_id, src.product_name, src.category, src.brand, src.unit_price, src.unit_cost, src.reorder_point,
        src.reorder_quantity, src.is_active, src.takes_effect, NULL, TRUE
    );
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('PROCESS_PRODUCT_CHANGES', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- Stock alerts in one MERGE. The touched products and their stock now, added up from their own movements alone:
--   open alert     takes the new stock; it is resolved when the product needs none any more: stock above the reorder
--                  point, no longer sold, or gone
--   no open alert  gets one when the product is sold and at or below its reorder point
CREATE OR REPLACE TASK APPLY_INVENTORY_MOVEMENTS
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '5 MINUTES'
    COMMENT = 'Stock movements and changed reorder points to STOCK_ALERTS'
    WHEN SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.INVENTORY_STREAM')
        OR SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.STOCK_RULES_STREAM')
AS
BEGIN
    MERGE INTO ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS AS alert
    USING (
        WITH changed AS (
            SELECT product_id FROM ECOMMERCE_DB.STREAMS_TASKS.INVENTORY_STREAM
            UNION
            SELECT product_id FROM ECOMMERCE_DB.STREAMS_TASKS.STOCK_RULES_STREAM
        ),
        moved AS (
            SELECT product_id, SUM(quantity) AS quantity
            FROM ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
            WHERE product_id IN (SELECT product_id FROM changed)
            GROUP BY product_id
        ),
        stock AS (
            SELECT
                changed.product_id,
                product.product_name,
                product.is_active,
                product.reorder_point,
                product.initial_stock + COALESCE(moved.quantity, 0) AS current_stock
            FROM changed
            LEFT JOIN ECOMMERCE_DB.RAW_DATA.PRODUCTS AS product
                ON product.product_id = changed.product_id
            LEFT JOIN moved
                ON moved.product_id = changed.product_id
        )
        SELECT
            stock.*,
            COALESCE(is_active AND current_stock <= reorder_point, FALSE) AS needs_alert
        FROM stock
    ) AS src
    ON alert.product_id = src.product_id
        AND alert.resolved_at IS NULL
    WHEN MATCHED THEN UPDATE SET
        current_stock = COALESCE(src.current_stock, alert.current_stock),
        reorder_point = COALESCE(src.reorder_point, alert.reorder_point),
        alert_level = IFF(src.current_stock <= 0, 'OUT_OF_STOCK', 'LOW'),
        updated_at = SYSDATE(),
        resolved_at = IFF(src.needs_alert, NULL, SYSDATE())
    WHEN NOT MATCHED AND src.needs_alert THEN INSERT (
        product_id, product_name, alert_level, current_stock, reorder_point, opened_at, updated_at, resolved_at
    ) VALUES (
        src.product_id, src.product_name, IFF(src.current_stock <= 0, 'OUT_OF_STOCK', 'LOW'), src.current_stock,
        src.reorder_point, SYSDATE(), SYSDATE(), NULL
    );
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('APPLY_INVENTORY_MOVEMENTS', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- Facts. Four streams say which orders may have changed, the sources and dimensions say what their facts are now:
--   changed_orders  orders touched themselves or by an item (old and new image, so an item that moves between orders
--                   touches both); orders with facts since a new dimension version began; orders whose facts still
--                   lack a key, because their customer or product was unknown when they were loaded
--   fresh           the facts these orders must have: every item whose order exists, with the dimension versions of the
--                   order's time; an unknown customer or product gives NULL. The orders are picked before anything is
--                   joined to them. QUALIFY guards the grain: keys are not enforced in the source
--   stored          the facts these orders have
-- The full join brings the two together: stored but not fresh is deleted, fresh but not stored is inserted, and a
-- fact is written only where something differs, so that FACT_SALES_STREAM shows real changes alone.
CREATE OR REPLACE TASK LOAD_FACT_SALES
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '10 MINUTES'
    COMMENT = 'Orders, items and new dimension versions to FACT_SALES'
    WHEN SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.ORDERS_STREAM')
        OR SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.ORDER_ITEMS_STREAM')
        OR SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.DIM_CUSTOMER_STREAM')
        OR SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.DIM_PRODUCT_STREAM')
AS
BEGIN
    MERGE INTO ECOMMERCE_DB.ANALYTICS.FACT_SALES AS fact
    USING (
        WITH changed_orders AS (
            SELECT order_id
            FROM ECOMMERCE_DB.STREAMS_TASKS.ORDERS_STREAM
            UNION
            SELECT order_id
            FROM ECOMMERCE_DB.STREAMS_TASKS.ORDER_ITEMS_STREAM
            UNION
            SELECT known.order_id
            FROM ECOMMERCE_DB.STREAMS_TASKS.DIM_CUSTOMER_STREAM AS version
            JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES AS known
                ON known.customer_id = version.customer_id
                AND known.order_date >= version.effective_date
            UNION
            SELECT known.order_id
            FROM ECOMMERCE_DB.STREAMS_TASKS.DIM_PRODUCT_STREAM AS version
            JOIN ECOMMERCE_DB.ANALYTICS.FACT_SALES AS known
                ON known.product_id = version.product_id
                AND known.order_date >= version.effective_date
            UNION
            SELECT order_id
            FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
            WHERE customer_key IS NULL OR product_key IS NULL
        ),
        fresh AS (
            SELECT
                i.order_item_id,
                o.order_id,
                YEAR(o.order_date) * 10000 + MONTH(o.order_date) * 100 + DAY(o.order_date) AS date_key,
                c.customer_key,
                p.product_key,
                o.customer_id,
                i.product_id,
                o.order_date,
                o.order_status,
                o.payment_method,
                o.payment_status,
                i.quantity,
                i.unit_price,
                i.unit_cost,
                i.discount_percent,
                CAST(i.quantity * i.unit_price AS NUMBER(12,2)) AS gross_amount,
                CAST(i.quantity * i.unit_price - i.line_total AS NUMBER(12,2)) AS discount_amount,
                i.line_total AS net_amount,
                CAST(i.quantity * i.unit_cost AS NUMBER(12,2)) AS cost_amount,
                CAST(i.line_total - i.quantity * i.unit_cost AS NUMBER(12,2)) AS profit_amount
            FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS i
            JOIN (
                SELECT * FROM ECOMMERCE_DB.RAW_DATA.ORDERS WHERE order_id IN (SELECT order_id FROM changed_orders)
            ) o
                ON o.order_id = i.order_id
            LEFT JOIN ECOMMERCE_DB.ANALYTICS.CUSTOMER_VERSIONS c
                ON c.customer_id = o.customer_id
                AND o.order_date >= c.valid_from
                AND (c.valid_to IS NULL OR o.order_date < c.valid_to)
            LEFT JOIN ECOMMERCE_DB.ANALYTICS.PRODUCT_VERSIONS p
                ON p.product_id = i.product_id
                AND o.order_date >= p.valid_from
                AND (p.valid_to IS NULL OR o.order_date < p.valid_to)
            QUALIFY ROW_NUMBER() OVER (PARTITION BY i.order_item_id ORDER BY o.order_date DESC, o.order_id DESC) = 1
        ),
        stored AS (
            SELECT order_item_id
            FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES
            WHERE order_id IN (SELECT order_id FROM changed_orders)
        )
        SELECT
            COALESCE(fresh.order_item_id, stored.order_item_id) AS order_item_id,
            fresh.order_item_id IS NULL AS is_gone,
            fresh.order_id,
            fresh.date_key,
            fresh.customer_key,
            fresh.product_key,
            fresh.customer_id,
            fresh.product_id,
            fresh.order_date,
            fresh.order_status,
            fresh.payment_method,
            fresh.payment_status,
            fresh.quantity,
            fresh.unit_price,
            fresh.unit_cost,
            fresh.discount_percent,
            fresh.gross_amount,
            fresh.discount_amount,
            fresh.net_amount,
            fresh.cost_amount,
            fresh.profit_amount
        FROM fresh
        FULL OUTER JOIN stored
            ON stored.order_item_id = fresh.order_item_id
    ) AS src
    ON fact.order_item_id = src.order_item_id
    WHEN MATCHED AND src.is_gone THEN DELETE
    WHEN MATCHED AND (
        fact.order_id IS DISTINCT FROM src.order_id
        OR fact.customer_key IS DISTINCT FROM src.customer_key
        OR fact.product_key IS DISTINCT FROM src.product_key
        OR fact.customer_id IS DISTINCT FROM src.customer_id
        OR fact.product_id IS DISTINCT FROM src.product_id
        OR fact.order_date IS DISTINCT FROM src.order_date
        OR fact.order_status IS DISTINCT FROM src.order_status
        OR fact.payment_method IS DISTINCT FROM src.payment_method
        OR fact.payment_status IS DISTINCT FROM src.payment_status
        OR fact.quantity IS DISTINCT FROM src.quantity
        OR fact.unit_price IS DISTINCT FROM src.unit_price
        OR fact.unit_cost IS DISTINCT FROM src.unit_cost
        OR fact.discount_percent IS DISTINCT FROM src.discount_percent
        OR fact.net_amount IS DISTINCT FROM src.net_amount
    ) THEN UPDATE SET
        order_id = src.order_id,
        date_key = src.date_key,
        customer_key = src.customer_key,
        product_key = src.product_key,
        customer_id = src.customer_id,
        product_id = src.product_id,
        order_date = src.order_date,
        order_status = src.order_status,
        payment_method = src.payment_method,
        payment_status = src.payment_status,
        quantity = src.quantity,
        unit_price = src.unit_price,
        unit_cost = src.unit_cost,
        discount_percent = src.discount_percent,
        gross_amount = src.gross_amount,
        discount_amount = src.discount_amount,
        net_amount = src.net_amount,
        cost_amount = src.cost_amount,
        profit_amount = src.profit_amount,
        updated_at = SYSDATE()
    WHEN NOT MATCHED AND NOT src.is_gone THEN INSERT (
        order_item_id, order_id, date_key, customer_key, product_key, customer_id, product_id,
        order_date, order_status, payment_method, payment_status,
        quantity, unit_price, unit_cost, discount_percent,
        gross_amount, discount_amount, net_amount, cost_amount, profit_amount, loaded_at, updated_at
    ) VALUES (
        src.order_item_id, src.order_id, src.date_key, src.customer_key, src.product_key, src.customer_id, src.product_id,
        src.order_date, src.order_status, src.payment_method, src.payment_status,
        src.quantity, src.unit_price, src.unit_cost, src.discount_percent,
        src.gross_amount, src.discount_amount, src.net_amount, src.cost_amount, src.profit_amount, SYSDATE(), SYSDATE()
    );
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('LOAD_FACT_SALES', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- Daily summary. The stream on FACT_SALES names the days that changed (an order that moves to another day names both),
-- and those days are computed again as a whole: averages and distinct counts cannot be corrected by adding.
-- The first and the last of them are asked for beforehand: a filter by two values reaches through the grouping of
-- DAILY_SALES to the facts, where a join would first group the facts of all years. Two statements on one stream, hence
-- the transaction: both see the same changes, and the offset moves with COMMIT, or not at all when either fails.
CREATE OR REPLACE TASK UPDATE_DAILY_SUMMARY
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '30 MINUTES'
    COMMENT = 'FACT_SALES_STREAM to DAILY_SALES_SUMMARY'
    WHEN SYSTEM$STREAM_HAS_DATA('ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM')
AS
BEGIN
    BEGIN TRANSACTION;

    LET first_day DATE := (SELECT TO_DATE(MIN(order_date)) FROM ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM);
    LET last_day DATE := (SELECT TO_DATE(MAX(order_date)) FROM ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM);

    MERGE INTO ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY AS summary
    USING (
        WITH changed_days AS (
            SELECT DISTINCT TO_DATE(order_date) AS sale_date
            FROM ECOMMERCE_DB.STREAMS_TASKS.FACT_SALES_STREAM
        )
        SELECT
            changed_days.sale_date,
            daily.sale_date IS NULL AS is_gone,
            daily.date_key,
            daily.total_orders,
            daily.completed_orders,
            daily.cancelled_orders,
            daily.returned_orders,
            daily.unique_customers,
            daily.units_sold,
            daily.gross_revenue,
            daily.discount_amount,
            daily.net_revenue,
            daily.total_cost,
            daily.gross_profit,
            daily.margin_percent,
            daily.avg_order_value,
            daily.completed_revenue,
            daily.completed_profit
        FROM changed_days
        LEFT JOIN ECOMMERCE_DB.ANALYTICS.DAILY_SALES AS daily
            ON daily.sale_date = changed_days.sale_date
            AND daily.sale_date BETWEEN :first_day AND :last_day
    ) AS src
    ON summary.sale_date = src.sale_date
    WHEN MATCHED AND src.is_gone THEN DELETE
    WHEN MATCHED THEN UPDATE SET
        date_key = src.date_key,
        total_orders = src.total_orders,
        completed_orders = src.completed_orders,
        cancelled_orders = src.cancelled_orders,
        returned_orders = src.returned_orders,
        unique_customers = src.unique_customers,
        units_sold = src.units_sold,
        gross_revenue = src.gross_revenue,
        discount_amount = src.discount_amount,
        net_revenue = src.net_revenue,
        total_cost = src.total_cost,
        gross_profit = src.gross_profit,
        margin_percent = src.margin_percent,
        avg_order_value = src.avg_order_value,
        completed_revenue = src.completed_revenue,
        completed_profit = src.completed_profit,
        updated_at = SYSDATE()
    WHEN NOT MATCHED AND NOT src.is_gone THEN INSERT (
        sale_date, date_key, total_orders, completed_orders, cancelled_orders, returned_orders,
        unique_customers, units_sold, gross_revenue, discount_amount, net_revenue, total_cost, gross_profit,
        margin_percent, avg_order_value, completed_revenue, completed_profit, updated_at
    ) VALUES (
        src.sale_date, src.date_key, src.total_orders, src.completed_orders, src.cancelled_orders, src.returned_orders,
        src.unique_customers, src.units_sold, src.gross_revenue, src.discount_amount, src.net_revenue, src.total_cost,
        src.gross_profit, src.margin_percent, src.avg_order_value, src.completed_revenue, src.completed_profit, SYSDATE()
    );

    COMMIT;
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('UPDATE_DAILY_SUMMARY', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- Quality checks: no stream, so no WHEN. Once an hour they look at what was written since the look before, with the
-- first look of a day at the whole. The procedure stands in 08_quality.sql.
CREATE OR REPLACE TASK RUN_QUALITY_CHECKS
    WAREHOUSE = DE_PROJECT_WH
    SCHEDULE = '60 MINUTES'
    COMMENT = 'Stores the answers of the quality checks'
AS
BEGIN
    CALL ECOMMERCE_DB.ANALYTICS.STORE_QUALITY_RESULTS();
EXCEPTION
    WHEN OTHER THEN
        LET failed_code INTEGER := SQLCODE;
        LET failed_message VARCHAR := SQLERRM;
        LET failed_state VARCHAR := SQLSTATE;
        ROLLBACK;
        INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, logged_at)
        VALUES ('RUN_QUALITY_CHECKS', :failed_code, :failed_message, :failed_state, SYSDATE());
        RAISE;
END;

-- A new task is suspended. RESUME starts its clock: the first run is one interval from now.
ALTER TASK PROCESS_CUSTOMER_CHANGES RESUME;
ALTER TASK PROCESS_PRODUCT_CHANGES RESUME;
ALTER TASK APPLY_INVENTORY_MOVEMENTS RESUME;
ALTER TASK LOAD_FACT_SALES RESUME;
ALTER TASK UPDATE_DAILY_SUMMARY RESUME;
ALTER TASK RUN_QUALITY_CHECKS RESUME;
