"""The small programs of the benchmark, compiled once, and the image of its containers."""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

BENCH = Path(__file__).resolve().parent.parent
FOLDER = BENCH.parent / "build" / "bench"
IMAGE = "berth-bench/container:1"

C = ("cc", "clang-16", "clang", "gcc")
CXX = ("clang++-16", "clang++", "c++", "g++")
PROGRAMS = {
    "container": (C, "container.c", ["-O2", "-static"]),
    "measure": (C, "measure.c", ["-O2", "-static"]),
    "raw_client": (CXX, "raw_client.cpp", ["-O2", "-std=c++20", "-pthread"]),
}
DOCKERFILE = """FROM scratch
COPY container /container
LABEL berth.recipe={recipe}
ENTRYPOINT ["/container"]
CMD ["pause"]
"""


def program(name):
    """The path of a program, compiled when its source is newer."""
    compilers, source, options = PROGRAMS[name]
    path, source = FOLDER / name, BENCH / source
    if not path.exists() or path.stat().st_mtime < source.stat().st_mtime:
        FOLDER.mkdir(parents=True, exist_ok=True)
        compiler = next(filter(None, map(shutil.which, compilers)), None)
        if not compiler:
            sys.exit(f"no compiler for {source.name}: install one of {', '.join(compilers)}")
        subprocess.run([compiler, *options, "-o", path, source], check=True)
    return path


def ensure_image(engine):
    """Builds the image unless this very one is there."""
    binary = program("container").read_bytes()
    recipe = hashlib.sha256(binary).hexdigest()[:16]
    found = engine.image(IMAGE)
    if found and (found["Config"].get("Labels") or {}).get("berth.recipe") == recipe:
        return
    context = tar_of({"Dockerfile": DOCKERFILE.format(recipe=recipe).encode(), "container": binary})
    status, answer = engine.request("POST", f"/build?t={quote(IMAGE)}&rm=1", context, "application/x-tar")
    if status != 200 or not engine.image(IMAGE):
        sys.exit(f"the engine could not build {IMAGE}: {answer[-400:]!r}")


def tar_of(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()
