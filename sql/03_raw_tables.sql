-- 03_raw_tables.sql · the five source tables
--
--   CUSTOMERS 1 ── n ORDERS 1 ── n ORDER_ITEMS n ── 1 PRODUCTS 1 ── n INVENTORY_MOVEMENTS
--
-- Conventions
--   * Every TIMESTAMP_NTZ of this project is UTC. The SQL therefore asks SYSDATE() for the time (UTC, without
--     zone) and never CURRENT_TIMESTAMP(), whose wall clock depends on the session's TIMEZONE.
--   * Snowflake records primary and foreign keys but enforces only NOT NULL. Keys are documentation for people
--     and tools; 08_quality.sql checks that they hold.
--   * CHANGE_TRACKING lets streams (05) and incremental dynamic tables (06) ask a table what changed.
--   * CLUSTER BY keeps rows of one day together where queries ask for days. It pays on large tables only, and
--     reclustering costs credits: small tables have none.
--
-- Needs: 02_database.sql.
-- Run again: safe, tables that exist keep their rows.

USE SCHEMA ECOMMERCE_DB.RAW_DATA;

CREATE TABLE IF NOT EXISTS CUSTOMERS (
    customer_id        INTEGER      NOT NULL COMMENT 'Business key',
    first_name         VARCHAR(50),
    last_name          VARCHAR(50),
    email              VARCHAR(120),
    phone              VARCHAR(30),
    city               VARCHAR(80),
    country            VARCHAR(60),
    country_code       VARCHAR(3)   COMMENT 'ISO 3166-1 alpha-3',
    customer_segment   VARCHAR(20)  COMMENT 'PREMIUM, STANDARD or BASIC',
    registration_date  DATE,
    created_at         TIMESTAMP_NTZ,
    updated_at         TIMESTAMP_NTZ COMMENT 'UTC time of the last change in the source',
    CONSTRAINT pk_customers PRIMARY KEY (customer_id)
)
CHANGE_TRACKING = TRUE
COMMENT = 'One row per registered customer, as it is now';

CREATE TABLE IF NOT EXISTS PRODUCTS (
    product_id         INTEGER       NOT NULL COMMENT 'Business key',
    product_name       VARCHAR(120),
    category           VARCHAR(50),
    brand              VARCHAR(60),
    unit_price         NUMBER(10,2)  COMMENT 'List price now; ORDER_ITEMS keeps the price at the time of sale',
    unit_cost          NUMBER(10,2)  COMMENT 'Purchase cost now',
    initial_stock      INTEGER       COMMENT 'Units on hand before the first movement',
    reorder_point      INTEGER       COMMENT 'Order more at or below this stock',
    reorder_quantity   INTEGER       COMMENT 'Usual size of such an order',
    is_active          BOOLEAN,
    created_at         TIMESTAMP_NTZ,
    updated_at         TIMESTAMP_NTZ COMMENT 'UTC time of the last change in the source',
    CONSTRAINT pk_products PRIMARY KEY (product_id)
)
CHANGE_TRACKING = TRUE
COMMENT = 'One row per article of the catalogue, as it is now';

CREATE TABLE IF NOT EXISTS ORDERS (
    order_id           INTEGER       NOT NULL COMMENT 'Business key',
    customer_id        INTEGER       NOT NULL,
    order_date         TIMESTAMP_NTZ NOT NULL COMMENT 'UTC time of the order',
    order_status       VARCHAR(20)   COMMENT 'PENDING, PROCESSING, SHIPPED, COMPLETED, CANCELLED or RETURNED',
    payment_method     VARCHAR(30)   COMMENT 'CREDIT_CARD, PAYPAL, DEBIT_CARD, APPLE_PAY or BANK_TRANSFER',
    payment_status     VARCHAR(20)   COMMENT 'PAID, PENDING, FAILED or REFUNDED',
    shipping_country   VARCHAR(60),
    shipping_city      VARCHAR(80),
    shipping_cost      NUMBER(10,2),
    total_amount       NUMBER(12,2)  COMMENT 'Sum of the items'' line totals plus shipping',
    created_at         TIMESTAMP_NTZ,
    updated_at         TIMESTAMP_NTZ COMMENT 'UTC time of the last change in the source',
    CONSTRAINT pk_orders PRIMARY KEY (order_id),
    CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES CUSTOMERS (customer_id)
)
CLUSTER BY (TO_DATE(order_date))
CHANGE_TRACKING = TRUE
COMMENT = 'One row per order; its status moves on for days after the order';

CREATE TABLE IF NOT EXISTS ORDER_ITEMS (
    order_item_id      INTEGER       NOT NULL COMMENT 'Business key, grain of FACT_SALES',
    order_id           INTEGER       NOT NULL,
    product_id         INTEGER       NOT NULL,
    quantity           INTEGER,
    unit_price         NUMBER(10,2)  COMMENT 'Price at the time of sale',
    unit_cost          NUMBER(10,2)  COMMENT 'Cost at the time of sale',
    discount_percent   NUMBER(5,2)   COMMENT '0 to 100',
    line_total         NUMBER(12,2)  COMMENT 'ROUND(quantity * unit_price * (1 - discount_percent / 100), 2)',
    created_at         TIMESTAMP_NTZ,
    CONSTRAINT pk_order_items PRIMARY KEY (order_item_id),
    CONSTRAINT fk_order_items_order FOREIGN KEY (order_id) REFERENCES ORDERS (order_id),
    CONSTRAINT fk_order_items_product FOREIGN KEY (product_id) REFERENCES PRODUCTS (product_id)
)
CLUSTER BY (order_id)
CHANGE_TRACKING = TRUE
COMMENT = 'One row per product in an order';

CREATE TABLE IF NOT EXISTS INVENTORY_MOVEMENTS (
    movement_id        INTEGER       NOT NULL COMMENT 'Business key',
    product_id         INTEGER       NOT NULL,
    movement_type      VARCHAR(20)   COMMENT 'RESTOCK, SALE, RETURN, ADJUSTMENT or DAMAGE',
    quantity           INTEGER       COMMENT 'Signed: stock = initial_stock + SUM(quantity)',
    movement_date      TIMESTAMP_NTZ COMMENT 'UTC time of the movement',
    reference_id       INTEGER       COMMENT 'order_id of a SALE or RETURN, else NULL',
    notes              VARCHAR(200),
    CONSTRAINT pk_inventory_movements PRIMARY KEY (movement_id),
    CONSTRAINT fk_movements_product FOREIGN KEY (product_id) REFERENCES PRODUCTS (product_id)
)
CLUSTER BY (TO_DATE(movement_date))
CHANGE_TRACKING = TRUE
COMMENT = 'A ledger: rows are only ever added; a mistake is corrected by an ADJUSTMENT row';
