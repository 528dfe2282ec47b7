{% snapshot orders_snapshot %}
{{ config(unique_key='id', strategy='check', check_cols=['amount'], target_schema='DEV') }}
SELECT * FROM {{ ref('orders') }}
{% endsnapshot %}
