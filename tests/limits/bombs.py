"""Compose projects that cost much more than they look, and large ones that are meant so. Each function writes its
files into a folder; the table at the end says what Berth must say of them."""
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, List, Optional


def write(folder: Path, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def compose(text, *arguments):
    return lambda folder: write(folder, {"compose.yaml": text(*arguments) if callable(text) else text})


def service(body="image: i"):
    return "services:\n  a:\n    " + body.replace("\n", "\n    ") + "\n"


# --- YAML ------------------------------------------------------------------------------------------------------------

def laughs(width, depth):
    """Every list repeats the one above it."""
    lines = ["x-l0: &l0 [" + ", ".join(["lol"] * width) + "]"]
    for i in range(1, depth):
        lines.append(f"x-l{i}: &l{i} [" + ", ".join([f"*l{i - 1}"] * width) + "]")
    return "\n".join(lines) + "\n" + service()


def merge_bomb(width, depth):
    """Every mapping merges the one above it below many keys."""
    lines = ["x-m0: &m0 {" + ", ".join(f"k{i}: v" for i in range(width)) + "}"]
    for i in range(1, depth):
        lines.append(f"x-m{i}: &m{i}")
        lines += [f"  k{n}: {{<<: *m{i - 1}}}" for n in range(width)]
    return "\n".join(lines) + "\n" + service()


def merge_list(count):
    """One merge key with many times the same large mapping."""
    big = "x-big: &big\n" + "".join(f"  k{i}: v\n" for i in range(1000))
    return big + "x-all:\n  <<: [" + ", ".join(["*big"] * count) + "]\n" + service()


def long_text_aliases(length, count):
    return f'x-t: &t "{"x" * length}"\nx-l: [' + ", ".join(["*t"] * count) + "]\n" + service()


def documents_of_aliases(count):
    base = "x-b: &b {" + ", ".join(f"k{i}: v" for i in range(500)) + "}\n"
    one = base + "x-l: [" + ", ".join(["*b"] * 150) + "]\n"
    return service() + "".join("---\n" + one for _ in range(count))


def nested_block(depth):
    return "x-a:\n" + "".join(" " * i + "a:\n" for i in range(1, depth)) + service()


def nested_sequence(depth):
    return "x-a:\n  " + "- " * depth + "a\n" + service()


def many_values(count):
    return "x-l: [" + ",\n".join(["a"] * count) + "]\n" + service()


def many_documents(count):
    return service() + "---\nservices: {}\n" * count


def documents_over_large(services, documents):
    """A large project and many small documents over it."""
    return large(services) + "---\nservices: {s0: {image: j}}\n" * documents


# --- files -----------------------------------------------------------------------------------------------------------

def large(count, lines=20):
    out = ["services:"]
    for i in range(count):
        out += [f"  s{i}:", "    image: i", "    environment:"] + [f"      V{n}: value" for n in range(lines)]
    return "\n".join(out) + "\n"


def includes(width, services):
    """The same files again and again: width times a list of width times a large file."""
    def make(folder):
        inner = "include:\n" + "- ./big.yaml\n" * width
        write(folder, {"compose.yaml": "include:\n" + "- ./inner.yaml\n" * width + service(),
                       "inner.yaml": inner, "big.yaml": large(services)})
    return make


def many_includes(count):
    def make(folder):
        files = {f"f{i}.yaml": f"services: {{s{i}: {{image: i}}}}\n" for i in range(count)}
        files["compose.yaml"] = "include:\n" + "".join(f"- f{i}.yaml\n" for i in range(count)) + service()
        write(folder, files)
    return make


def doubling_includes(depth):
    def make(folder):
        files = {f"f{i}.yaml": f"include: [f{i + 1}.yaml, ./f{i + 1}.yaml]\n" for i in range(depth)}
        files[f"f{depth}.yaml"] = "services: {b: {image: i}}\n"
        files["compose.yaml"] = "include: [f0.yaml]\n" + service()
        write(folder, files)
    return make


def include_chain(depth, services):
    def make(folder):
        files = {f"f{i}.yaml": f"include: [f{i + 1}.yaml]\n" for i in range(depth)}
        files[f"f{depth}.yaml"] = large(services)
        files["compose.yaml"] = "include: [f0.yaml]\n" + service()
        write(folder, files)
    return make


def include_cycle(folder):
    write(folder, {"compose.yaml": "include: [b.yaml]\n" + service(), "b.yaml": "include: [compose.yaml]\n"})


def large_files(count, services):
    def make(folder):
        text = large(services)
        files = {f"f{i}.yaml": text for i in range(count)}
        files["compose.yaml"] = "include:\n" + "".join(f"- f{i}.yaml\n" for i in range(count)) + service()
        write(folder, files)
    return make


def special(reference, make_special):
    """A compose file that refers to a file that is none."""
    def make(folder):
        write(folder, {"compose.yaml": reference})
        make_special(folder / "special")
    return make


def bind_socket(path):
    listener = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        listener.bind(path.name)
    finally:
        os.chdir(here)
        listener.close()


SPECIALS = {
    "fifo": os.mkfifo,
    "directory": lambda path: path.mkdir(),
    "socket": bind_socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "link_to_fifo": lambda path: (os.mkfifo(path.parent / "pipe"), path.symlink_to("pipe")),
}
REFERENCES = {
    "include": "include: [special]\n" + service(),
    "extends": service("extends: {file: special, service: b}"),
    "env_file": service("image: i\nenv_file: special"),
    "label_file": service("image: i\nlabel_file: special"),
}


# --- services --------------------------------------------------------------------------------------------------------

def extends_chain(count, backwards, body="image: i"):
    """Each extends the next one (backwards: the one before), the last has everything."""
    order = range(count) if not backwards else range(count - 1, -1, -1)
    text = "services:\n"
    for i in order:
        text += f"  s{i}:\n    labels: {{own: s{i}}}\n"
        text += f"    extends: s{i + 1}\n" if i + 1 < count else "    " + body + "\n"
    return text


def growing_chain(count):
    """Each service adds a label of its own to all of those before it."""
    text = "services:\n  s0:\n    image: i\n    labels: {l0: v}\n"
    return text + "".join(f"  s{i}:\n    extends: s{i - 1}\n    labels: {{l{i}: v}}\n" for i in range(1, count))


def extended_base(services, labels):
    base = "services:\n  base:\n    image: i\n    labels:\n" + "".join(f"      l{i}: v\n" for i in range(labels))
    return base + "".join(f"  s{i}: {{extends: base}}\n" for i in range(services))


def extends_cycle(count):
    text = "services:\n"
    return text + "".join(f"  s{i}: {{extends: s{(i + 1) % count}}}\n" for i in range(count))


def dependency_cycle(count):
    text = "services:\n"
    return text + "".join(f"  s{i}: {{image: i, depends_on: [s{(i + 1) % count}]}}\n" for i in range(count))


def dependency_chain(count):
    text = "services:\n"
    return text + "".join(f"  s{i}: {{image: i{f', depends_on: [s{i + 1}]' if i + 1 < count else ''}}}\n"
                          for i in range(count))


def port_ranges(services, last=65535):
    return "services:\n" + "".join(f'  s{i}: {{image: i, ports: ["1-{last}:1-{last}"]}}\n' for i in range(services))


def shared_env_file(services, variables):
    def make(folder):
        write(folder, {"compose.yaml": "services:\n" + "".join(
            f"  s{i}: {{image: i, env_file: all.env}}\n" for i in range(services)),
            "all.env": "".join(f"V{i}=value\n" for i in range(variables))})
    return make


# --- variables -------------------------------------------------------------------------------------------------------

def nested_defaults(depth):
    return service('image: "' + "${A:-" * depth + "x" + "}" * depth + '"')


def doubling_variables(count):
    def make(folder):
        lines = ["A0=xxxxxxxxxxxxxxxx"] + [f"A{i}=${{A{i - 1}}}${{A{i - 1}}}" for i in range(1, count)]
        write(folder, {"compose.yaml": service(f"image: i\nlabels: {{l: \"${{A{count - 1}}}\"}}"),
                       ".env": "\n".join(lines) + "\n"})
    return make


def repeated_variable(length, count):
    def make(folder):
        write(folder, {"compose.yaml": service("image: i\nlabels:\n" + "".join(
            f"  l{i}: $BIG\n" for i in range(count))), ".env": f"BIG={'x' * length}\n"})
    return make


def many_uses(count):
    return service('image: i\nlabels: {l: "' + "$HOME" * count + '"}')


def nested_texts(depth, length):
    return service('image: i\nlabels: {l: "' + "${A:-" * depth + "x" * length + "}" * depth + '"}')


def reset_bomb(count):
    return large(200) + "---\nservices:\n  s0:\n    environment:\n" + "".join(
        f"      V{i}: !reset null\n" for i in range(count))


def override_bomb(count):
    return large(200) + "---\nservices:\n" + "".join(f"  s{i}: !override {{image: j}}\n" for i in range(count))


@dataclass
class Bomb:
    name: str
    make: Callable[[Path], None]
    says: str
    """What the first error says; "" for a project that must load."""
    arguments: List[str] = field(default_factory=list)
    megabytes: Optional[int] = 64
    input: bytes = b""
    """What a pipe brings to standard input."""
    errors: int = 1
    """How many are shown."""


MANY_VALUES = "this makes the project larger than 1000000 values"
MANY_ALIASES = "aliases make this more than the 1000000 values"
TOO_DEEP = "nested deeper than 100 levels"
MANY_BYTES = "variables put more than 16777216 bytes into the project"

BOMBS = [
    Bomb("laughs_10x9", compose(laughs, 10, 9), MANY_ALIASES),
    Bomb("laughs_10x6", compose(laughs, 10, 7), MANY_ALIASES),
    Bomb("laughs_100x4", compose(laughs, 100, 4), MANY_ALIASES),
    Bomb("merge_10x8", compose(merge_bomb, 10, 8), MANY_ALIASES),
    Bomb("merge_list", compose(merge_list, 2000), MANY_ALIASES),
    Bomb("long_text_aliases", compose(long_text_aliases, 1 << 20, 1000), MANY_ALIASES),
    Bomb("documents_of_aliases", compose(documents_of_aliases, 50), MANY_ALIASES),
    Bomb("alias_cycle", compose("x-a: &a {b: *a}\n" + service()), "inside of what it refers to"),
    Bomb("flow_sequences", compose(lambda: "x-a: " + "[" * 100_000), TOO_DEEP),
    Bomb("flow_mappings", compose(lambda: "x-a: " + "{a: " * 100_000), TOO_DEEP),
    Bomb("block_mappings", compose(nested_block, 1500), TOO_DEEP),
    Bomb("block_sequences", compose(nested_sequence, 100_000), TOO_DEEP),
    Bomb("many_values", compose(many_values, 300_000), "the file has more than 120000 values"),
    Bomb("many_documents", compose(many_documents, 100_000), "documents"),
    Bomb("large_file", compose(lambda: "# " + "x" * (5 << 20)), "it has 5242882 bytes"),
    Bomb("includes_100x100", includes(100, 1000), MANY_VALUES),
    Bomb("includes_100x100_small", includes(100, 20), MANY_VALUES),
    Bomb("many_includes", many_includes(1500), "more than 1000 documents are read"),
    Bomb("doubling_includes", doubling_includes(90), "documents are read"),
    Bomb("include_cycle", include_cycle, "includes itself"),
    Bomb("include_chain", include_chain(150, 1), "nested deeper than 100 files"),
    Bomb("large_files", large_files(60, 1000), "the files of the project have more than 8388608 bytes"),
    Bomb("growing_extends_chain", compose(growing_chain, 3000), MANY_VALUES),
    Bomb("extended_base", compose(extended_base, 5000, 1000), MANY_VALUES),
    Bomb("extends_cycle", compose(extends_cycle, 5000), "a cycle"),
    Bomb("dependency_cycle", compose(dependency_cycle, 5000), "cycle"),
    Bomb("port_ranges", compose(port_ranges, 100), MANY_VALUES),
    Bomb("shared_env_file", shared_env_file(5000, 1000), MANY_VALUES),
    Bomb("nested_defaults", compose(nested_defaults, 150), TOO_DEEP),
    Bomb("doubling_variables", doubling_variables(60), MANY_BYTES),
    Bomb("repeated_variable", repeated_variable(1 << 20, 1000), MANY_BYTES),
    Bomb("many_uses", compose(many_uses, 400_000), MANY_BYTES),
    Bomb("unknown_attributes", compose(lambda: service("".join(f"bad{i}: 1\n" for i in range(50_000)))),
         'unknown attribute "bad0"', errors=200),
    Bomb("bad_ports", compose(lambda: service("image: i\nports: [" + ", ".join(f"{100_000 + i}:1" for i in range(50_000)) + "]")),
         "out of range", errors=200),
    Bomb("nested_texts", compose(nested_texts, 90, 500_000), MANY_BYTES),
]
BOMBS += [Bomb(f"{name}_{kind}", special(reference, make), "compose.yaml:")
          for name, reference in REFERENCES.items() for kind, make in SPECIALS.items()]
BOMBS += [Bomb(f"found_{kind}", lambda folder, make=make: make(folder / "compose.yaml"), "compose.yaml")
          for kind, make in SPECIALS.items() if kind != "link_to_fifo"]
BOMBS += [Bomb("named_device", lambda folder: None, "it has more than 2097152 bytes", ["-f", "/dev/zero"]),
          Bomb("named_env_device", compose(service()), "it has more than 2097152 bytes", ["--env-file", "/dev/zero"])]

# What is large and meant so: it loads.
LARGE = [
    Bomb("named_pipe", lambda folder: None, "", ["-f", "/dev/stdin"], None, service().encode()),
    Bomb("resets", compose(reset_bomb, 50_000), "", megabytes=None),
    Bomb("overrides", compose(override_bomb, 20_000), "", megabytes=None),
    Bomb("documents_over_large", compose(documents_over_large, 1000, 200), "", megabytes=None),
    Bomb("extends_chain", compose(extends_chain, 1000, False), "", megabytes=None),
    Bomb("reversed_extends_chain", compose(extends_chain, 3000, True), "", megabytes=None),
    Bomb("services_5000", compose(large, 5000, 6), "", megabytes=None),
    Bomb("lines_50000", compose(large, 500, 96), "", megabytes=None),
    Bomb("dependency_chain", compose(dependency_chain, 1000), "", megabytes=None),
    Bomb("base_of_5000", compose(extended_base, 5000, 50), "", megabytes=None),
    Bomb("full_port_range", compose(port_ranges, 1), "", megabytes=None),
    Bomb("env_file_of_500", shared_env_file(500, 100), "", megabytes=None),
    Bomb("includes_500", many_includes(500), "", megabytes=None),
    Bomb("include_chain_50", include_chain(50, 200), "", megabytes=None),
]
