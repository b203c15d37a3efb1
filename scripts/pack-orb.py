#!/usr/bin/env python3
"""Packs the orb's source into one file, as `circleci orb pack` does, without a network or a library.

Usage: pack-orb.py [FOLDER] > orb.yml

FOLDER is circleci-orb/src unless given. Files below commands, executors, examples and jobs become members of these names.
`key: <<include(file)>>` becomes the file's text, in which `<<` is written `\\<<`, since the orb's own templates begin so.
"""
import pathlib
import re
import sys

KINDS = ["commands", "examples", "executors", "jobs"]
INCLUDE = re.compile(r"^(?P<indent> *)(?P<head>(?:- )?[\w-]+:) *<<\s*include\((?P<file>[\w./-]+)\)\s*>>\s*$")


def included(line, folder):
    """A line with the file that it includes as a block of text, or as it is."""
    match = INCLUDE.match(line)
    if not match:
        if re.search(r"<<\s*include\(", line):
            raise SystemExit(f"pack-orb.py: an include is not the whole of a value: {line.strip()}")
        return [line]
    file = (folder / match["file"]).resolve()
    if folder.resolve() not in file.parents or not file.is_file():
        raise SystemExit(f"pack-orb.py: there is no {match['file']} to include")
    text = file.read_text(encoding="utf-8").replace("<<", "\\<<")
    depth = match["indent"] + "  "
    return [f"{match['indent']}{match['head']} |"] + [depth + part if part else "" for part in text.rstrip("\n").split("\n")]


def packed(folder):
    head = (folder / "@orb.yml").read_text(encoding="utf-8").rstrip("\n").split("\n")
    lines = [part for line in head for part in included(line, folder)]
    for kind in KINDS:
        files = sorted((folder / kind).glob("*.yml"))
        if files:
            lines.append(f"{kind}:")
        for file in files:
            lines.append(f"  {file.stem}:")
            for line in file.read_text(encoding="utf-8").rstrip("\n").split("\n"):
                lines += ["    " + part if part else "" for part in included(line, folder)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    default = pathlib.Path(__file__).resolve().parent.parent / "circleci-orb/src"
    sys.stdout.write(packed(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default))
