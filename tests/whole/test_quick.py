"""Tests that need no Keras start without it."""

import subprocess
import sys

from cnnviz.base.settings import ROOT

CODE = """
import sys
import pytest

assert pytest.main(["-n", "0", "-q", "-p", "no:cacheprovider", "tests/base/test_cache.py"]) == 0
sys.exit(", ".join({"keras", "sklearn", "streamlit", "tensorflow"} & set(sys.modules)) or 0)
"""


def test_the_tests_of_the_cache_load_no_library_that_they_do_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
