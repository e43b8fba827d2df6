"""How do pages talk to people?  The parts of pages that know Streamlit: pickers, caching, live progress."""
