-- 05_streams.sql · what changed since somebody last looked
--
-- A stream stores no rows, only an offset: a position in its table's history. Reading it gives the net change
-- from there to now, with three more columns:
--   METADATA$ACTION    INSERT or DELETE (an update is a DELETE of the old image and an INSERT of the new one)
--   METADATA$ISUPDATE  TRUE on both halves of such a pair
--   METADATA$ROW_ID    the row's identity, stable over its life
-- SELECT never moves the offset. A committed DML statement that reads the stream does, all the way, even when its
-- WHERE threw rows away: one stream per consumer, and one consumer per stream.
--
--   stream               source                mode         consumer (07_tasks.sql)    why this mode
--   ORDERS_STREAM        ORDERS                default      LOAD_FACT_SALES            statuses change, orders may go
--   ORDER_ITEMS_STREAM   ORDER_ITEMS           default      LOAD_FACT_SALES            items may be corrected or removed
--   CUSTOMERS_STREAM     CUSTOMERS             default      PROCESS_CUSTOMER_CHANGES   updates make new versions
--   PRODUCTS_STREAM      PRODUCTS              default      PROCESS_PRODUCT_CHANGES    updates make new versions
--   INVENTORY_STREAM     INVENTORY_MOVEMENTS   append-only  APPLY_INVENTORY_MOVEMENTS  a ledger: only inserts happen
--   STOCK_RULES_STREAM   PRODUCTS              default      APPLY_INVENTORY_MOVEMENTS  reorder points change; second consumer
--   DIM_CUSTOMER_STREAM  DIM_CUSTOMER          append-only  LOAD_FACT_SALES            only new versions move facts
--   DIM_PRODUCT_STREAM   DIM_PRODUCT           append-only  LOAD_FACT_SALES            only new versions move facts
--   FACT_SALES_STREAM    FACT_SALES            default      UPDATE_DAILY_SUMMARY       old and new day both change
--
-- An append-only stream is cheaper because it compares nothing. The price: it never shows an update or a delete,
-- so METADATA$ISUPDATE is never TRUE there, and a consumer that waits for it waits for ever.
--
-- Needs: 04_star_schema.sql. Streams see what happens after them: run this before the first load.
-- Run again: safe. IF NOT EXISTS keeps the offsets; OR REPLACE would lose every change not yet consumed.

USE SCHEMA ECOMMERCE_DB.STREAMS_TASKS;

CREATE STREAM IF NOT EXISTS ORDERS_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.ORDERS
    COMMENT = 'New, changed and deleted orders for LOAD_FACT_SALES';

CREATE STREAM IF NOT EXISTS ORDER_ITEMS_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS
    COMMENT = 'New, changed and deleted order items for LOAD_FACT_SALES';

CREATE STREAM IF NOT EXISTS CUSTOMERS_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.CUSTOMERS
    COMMENT = 'Customer changes for PROCESS_CUSTOMER_CHANGES';

CREATE STREAM IF NOT EXISTS PRODUCTS_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.PRODUCTS
    COMMENT = 'Product changes for PROCESS_PRODUCT_CHANGES';

CREATE STREAM IF NOT EXISTS INVENTORY_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.INVENTORY_MOVEMENTS
    APPEND_ONLY = TRUE
    COMMENT = 'New stock movements for APPLY_INVENTORY_MOVEMENTS';

CREATE STREAM IF NOT EXISTS STOCK_RULES_STREAM
    ON TABLE ECOMMERCE_DB.RAW_DATA.PRODUCTS
    COMMENT = 'Changed reorder points and new products for APPLY_INVENTORY_MOVEMENTS';

CREATE STREAM IF NOT EXISTS DIM_CUSTOMER_STREAM
    ON TABLE ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER
    APPEND_ONLY = TRUE
    COMMENT = 'New customer versions: facts loaded before them are pointed at them';

CREATE STREAM IF NOT EXISTS DIM_PRODUCT_STREAM
    ON TABLE ECOMMERCE_DB.ANALYTICS.DIM_PRODUCT
    APPEND_ONLY = TRUE
    COMMENT = 'New product versions: facts loaded before them are pointed at them';

CREATE STREAM IF NOT EXISTS FACT_SALES_STREAM
    ON TABLE ECOMMERCE_DB.ANALYTICS.FACT_SALES
    COMMENT = 'Changed facts: their days are summed up again by UPDATE_DAILY_SUMMARY';
