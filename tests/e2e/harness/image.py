"""The image of the scenarios: the given busybox, with a command that sleeps and dies at once when it is stopped."""

import io
import tarfile
from urllib.parse import quote

from harness.engine import EngineRefused

NAME = "berth-test/e2e:1"
RECIPE = 'FROM {base}\nLABEL berth.recipe="1 {base_id}"\nSTOPSIGNAL SIGKILL\nCMD ["sleep", "inf"]\n'


def ensure(engine, base):
    """Its name; built when it is not there or the base is another."""
    found = engine.image(base)
    if not found:
        raise EngineRefused(f"the image {base}", 404, b"make it with samples/images/make.sh busybox")
    recipe = RECIPE.format(base=base, base_id=found["Id"])
    mine = engine.image(NAME)
    if mine and (mine["Config"].get("Labels") or {}).get("berth.recipe") == f"1 {found['Id']}":
        return NAME
    status, answer = engine.request(
        "POST", f"/build?t={quote(NAME)}&rm=1&forcerm=1", context({"Dockerfile": recipe}), "application/x-tar"
    )
    if status != 200 or not engine.image(NAME):
        raise EngineRefused(f"building {NAME}", status, answer)
    return NAME


def context(files):
    """A tar of text files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()
