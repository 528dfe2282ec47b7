"""Charts: a frame in, a plotly figure out; nothing here knows Streamlit or where the data come from.

Only traces that draw without a network and without WebGL are used. An empty frame gives an empty figure.
"""
