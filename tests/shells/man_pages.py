#!/usr/bin/env python3
"""The manual pages: one for each command, each with what it has to have, and nothing that groff complains of."""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def problems(path, names):
    text = path.read_text()
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO") + (("OPTIONS",) if path.stem in names else ()):
        if f"\n.SH {section}\n" not in text:
            yield f"{path.name}: there is no {section}"
    if not text.isascii():
        yield f"{path.name}: has characters beyond ASCII"
    if re.search(r"(?m)^\.(?!TH|SH|TP|B|BR|EX|EE)", text):
        yield f"{path.name}: has a request that nobody wrote"
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-ww", "-z", str(path)], stderr=subprocess.PIPE, text=True, timeout=60)
        yield from done.stderr.splitlines()


def main():
    root = Path(sys.argv[1])
    names = {f"berth-{page.stem}" for page in (root / "docs/commands").glob("*.md") if page.stem != "README"}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(root / "scripts/man_pages.py"), folder, "1.2.3"], check=True, timeout=60)
        pages = sorted(Path(folder).glob("*.1"))
        found = [problem for path in pages for problem in problems(path, names)]
    if {page.stem for page in pages} != names | {"berth"}:
        found.append(f"pages: {[page.stem for page in pages]}")
    print("\n".join(found) if found else f"{len(pages)} pages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
