"""Apps of Streamlit in Snowflake as objects: their properties and the versions of their files."""
