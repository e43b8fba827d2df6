"""Nothing is unpickled, run by a shell or shown as HTML, and the server is as closed as it can be."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    [ROOT / "app.py", ROOT / "server.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz").rglob("*.py")]
)
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "ctypes"}
ALLOWED = {"cnnviz/ui/shell/garbage.py": ["ctypes"], "cnnviz/ui/shell/browser.py": ["html()"]} | {
    "cnnviz/ui/shell/projector.py": ["html()"]
}
"""Allowed: asking the C library to give memory back, which nothing else can; style sheets that are the same for all."""
NEVER_CALLED = {"eval", "exec", "system", "popen", "html", "iframe", "enable_unsafe_deserialization"}
NEVER_TRUE = {"allow_pickle", "unsafe_allow_html", "unsafe_allow_javascript", "shell"}


def faults(tree: ast.AST) -> Iterator[str]:
    """What a module does that none may do."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            yield from (name for name in names if name.split(".")[0] in NEVER_IMPORTED)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in NEVER_CALLED:
                yield f"{name}()"
        elif isinstance(node, ast.keyword):
            value = getattr(node.value, "value", None)
            if (node.arg in NEVER_TRUE and value is not False) or (node.arg == "safe_mode" and value is not True):
                yield str(node.arg)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_unpickles_runs_a_shell_or_shows_html(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(ROOT).as_posix(), [])
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == allowed


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "np.load(f, allow_pickle=True)",
        "st.markdown(t, unsafe_allow_html=x)",
        "subprocess.run(c, shell=True)",
        "os.system(c)",
        "eval(t)",
        "st.html(t)",
        "st.components.v1.html(t)",
        "load_model(f, safe_mode=False)",
    ],
)
def test_each_of_these_would_be_found(code: str) -> None:
    assert list(faults(ast.parse(code)))


def test_the_server_refuses_what_comes_from_other_sites_and_serves_no_folder() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["enableXsrfProtection"] is True
    assert server["enableCORS"] is True
    assert server["enableStaticServing"] is False
    assert server["maxUploadSize"] <= 25
