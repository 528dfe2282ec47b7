-- 02_database.sql · one database, four schemas, one direction of flow
--
--   RAW_DATA       what the shop's systems deliver, unchanged
--   STAGING        dynamic tables: joined and aggregated, kept fresh by Snowflake
--   ANALYTICS      the star schema: dimensions with history, facts, daily summary, data quality
--   STREAMS_TASKS  the machinery: streams (what changed), tasks (what to do about it), the error log
--
-- Needs: 01_warehouse.sql.
-- Run again: safe, nothing that exists is touched.

CREATE DATABASE IF NOT EXISTS ECOMMERCE_DB
    COMMENT = 'E-commerce warehouse: sources, change streams, dynamic tables and a star schema';

CREATE SCHEMA IF NOT EXISTS ECOMMERCE_DB.RAW_DATA
    COMMENT = 'Source tables as the shop delivers them';

CREATE SCHEMA IF NOT EXISTS ECOMMERCE_DB.STAGING
    COMMENT = 'Dynamic tables: enriched and aggregated, refreshed by target lag';

CREATE SCHEMA IF NOT EXISTS ECOMMERCE_DB.ANALYTICS
    COMMENT = 'Star schema with slowly changing dimensions, summary and data quality';

CREATE SCHEMA IF NOT EXISTS ECOMMERCE_DB.STREAMS_TASKS
    COMMENT = 'Streams, tasks and their error log';

USE SCHEMA ECOMMERCE_DB.RAW_DATA;
