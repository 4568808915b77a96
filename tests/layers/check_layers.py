#!/usr/bin/env python3
"""Reads every #include below src/ and fails where one points upwards, or where a third-party library is used outside
the folder that owns it. The order is the one of docs/architecture.md."""
import pathlib
import re
import sys

LAYERS = ["base", "yaml", "compose", "engine_api", "engine_client", "text_template", "debug", "plan", "lifecycle", "dns",
          "ui", "fixture", "cli"]
# A folder listed here sees exactly these folders beside itself; the others see everything below them.
SEES = {
    "engine_api": {"base"},
    "engine_client": {"base", "engine_api"},
    "text_template": {"base"},
    "debug": {"base", "yaml", "compose", "engine_api"},
    "plan": {"base", "yaml", "compose", "engine_api", "debug"},
    "ui": {"base", "yaml", "compose", "engine_api", "text_template", "plan"},
}
# Single headers of plain values that a lower layer may read.
ALSO = {("ui", "lifecycle/events.hpp")}
OWNERS = {
    "yaml-cpp/": {"yaml"},
    "CLI/": {"cli"},
    "boost/beast": {"engine_client", "dns"},
    "boost/asio": {"engine_client", "lifecycle", "dns", "cli", "fixture"},
    "boost/process": {"engine_client", "cli"},
    "boost/json": {"engine_api", "engine_client", "plan", "cli", "fixture"},
    "archive": {"engine_client"},
    "nghttp2/": {"engine_client"},
    "openssl/": {"compose", "engine_client"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def violations(root: pathlib.Path):
    for path in sorted((root / "src").rglob("*")):
        if path.suffix not in {".hpp", ".cpp"}:
            continue
        layer = path.relative_to(root / "src").parts[0]
        allowed = SEES.get(layer, set(LAYERS[: LAYERS.index(layer)])) | {layer}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            where = f"{path.relative_to(root)}:{number}"
            target = found[2]
            if found[1] == '"':
                if target.split("/")[0] not in LAYERS and target.split("/")[0] != "berth":
                    yield f"{where}: \"{target}\" is not given from src/ (write \"{layer}/{target}\")"
                elif target.split("/")[0] in LAYERS and target.split("/")[0] not in allowed and (
                        layer, target) not in ALSO:
                    yield f"{where}: {layer} may not include {target}"
            for prefix, owners in OWNERS.items():
                if found[1] == "<" and target.startswith(prefix) and layer not in owners:
                    yield f"{where}: only {', '.join(sorted(owners))} may include <{target}>"


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(violations(root))
    print("\n".join(found) if found else "layers: every include points downwards")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
