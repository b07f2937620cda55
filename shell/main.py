"""The main script that Streamlit runs for every click: everything is in shell/frame.py."""

from shell import frame

frame.run()
