"""Open network files of every Keras: ``python -m tests.old_keras [VERSION ...] [--folder FOLDER]``.

It needs the internet and a few minutes. Each version of Keras 3 uses the installed TensorFlow. Keras 2 gets an
environment with TensorFlow 2.15, the last that came with it, which needs Python 3.9 to 3.11.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

KERAS_2 = "2.15"
VERSIONS = (KERAS_2, "3.0.5", "3.3.3", "3.6.0", "3.8.0", "3.10.0", "3.12.0", "installed")
ROOT = Path(__file__).parents[2]
QUIET = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def written(version: str, folder: Path) -> Path:
    """Have a version of Keras write its networks; return their folder."""
    python, path = sys.executable, ""
    if version == KERAS_2:
        home = folder / "environment_2.15"
        python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
        if not home.exists():
            venv.create(home, with_pip=True)
            _run([python, "-m", "pip", "install", "-q", "tensorflow-cpu==2.15.1"])
    elif version != "installed":
        path = str(folder / f"keras_{version}")
        if not Path(path).exists():
            install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", path]
            _run([*install, f"keras=={version}", "dm-tree"])  # Only Keras 3.0 needs dm-tree.
    out = folder / f"files_{version}"
    _run([python, "-m", "tests.old_keras.write", str(out)], PYTHONPATH=path)
    return out


def _run(command: list[str], **environment: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | QUIET | environment, stdin=subprocess.DEVNULL)


def main() -> int:
    """Write, open and compare; return 1 if a file failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.old_keras", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("versions", nargs="*", default=VERSIONS, help=f"by default {' '.join(VERSIONS)}")
    parser.add_argument("--folder", type=Path, help="where environments and files are kept; by default nowhere")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)).resolve()
        os.environ |= QUIET | {"CNNVIZ_RUNS_DIR": str(Path(scratch) / "runs")}
        places = {version: written(version, folder) for version in options.versions}
        from cnnviz.explore.upload import intake
        from tests.old_keras.check import faults, in_this_process

        intake.take_in = in_this_process
        failed = 0
        for version, place in places.items():
            files = len(json.loads((place / "answers.json").read_text())["answers"])
            wrong = list(faults(place))
            failed += len(wrong)
            print(
                "\n".join([f"Keras {version}: {files - len(wrong)} of {files} files open and answer as before", *wrong])
            )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
