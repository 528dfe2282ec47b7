{{ config(materialized='incremental', unique_key='id') }}
SELECT * FROM {{ ref('stg_orders') }}
{% if is_incremental() %}WHERE ordered_on >= (SELECT MAX(ordered_on) FROM {{ this }}){% endif %}
