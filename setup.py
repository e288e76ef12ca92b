"""The part of the build that setup.cfg cannot say: assets, and data folders at the top level."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

# In a checkout these folders lie beside the package; in a wheel they lie inside it.
DATA = ("templates", "static", "migrations", "translations")


class BuildPy(build_py):
    """Build the front end and the translations first, and carry nothing stale."""

    def run(self) -> None:
        """Build the package."""
        # A build folder left by an earlier build would bring deleted files back.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        if not self.editable_mode:
            script = Path(__file__).resolve().parent / "script" / "assets"
            subprocess.run([script], check=True, env={**os.environ, "PYTHON": sys.executable})  # noqa: S603 -- our own script
        super().run()


setup(
    packages=[
        *find_namespace_packages(include=["ideation", "ideation.*", "workers", "workers.*"]),
        *(f"ideation.{name}" for name in DATA),
    ],
    package_dir={f"ideation.{name}": name for name in DATA},
    cmdclass={"build_py": BuildPy},
)
