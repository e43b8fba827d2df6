"""Check that this version of Python can run the app.

Every Python 3 can run this module, which is imported before anything that another version cannot import.
"""

import sys

FIRST, LAST = (3, 11), (3, 13)
"""The versions in `requires-python` in pyproject.toml."""
WITH_UV = "uv run --no-project --python 3.13 --with-requirements requirements.txt streamlit run app.py"


def complaint(version: "tuple[int, ...]") -> str:
    """Return what is wrong with a version of Python and what to do; empty for a supported one.

    >>> complaint((3, 13))
    ''
    >>> complaint((3, 10))[:84]
    'cnnviz needs Python 3.11, 3.12 or 3.13, and this is Python 3.10, which is too old: i'
    """
    if FIRST <= version <= LAST:
        return ""
    why = "which is too old" if version < FIRST else "for which the TensorFlow that it needs has no package"
    return (
        f"cnnviz needs Python 3.11, 3.12 or 3.13, and this is Python {version[0]}.{version[1]}, {why}: "
        f"install Python 3.13, or let uv (pip install uv) bring it along, with: {WITH_UV}"
    )


COMPLAINT = complaint(sys.version_info[:2])
