"""The parts of pages that know Streamlit: shared mechanics, shared choices, and a room for each part of the menu."""
