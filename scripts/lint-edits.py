#!/usr/bin/env python3
"""Asks check-jsonschema and zizmor about workflow files before and after our edits.

Usage: lint-edits.py FOLDER, which holds size-before, size-after, cache-before, cache-after (the corpus tests write
them). Fails if an edited file has a schema error that it did not have before, or zizmor finds something new in it but
`unpinned-uses` in a file that pins by tag.
"""
import collections
import json
import os
import re
import subprocess
import sys

USES = re.compile(r"uses:\s*['\"]?[^\s'\"#]+@")
SHA = re.compile(r"uses:\s*['\"]?[^\s'\"#]+@[0-9a-f]{40}")


def report(command, folder, names):
    """What a checker says of files, as JSON; `None` if it gives up on them."""
    done = subprocess.run(
        [*command, *names], cwd=folder, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return None


def by_file(command, folder, names, sort):
    """Findings by file; `None` for a file that the checker gives up on, as it then does on all of a call's files."""
    said = report(command, folder, names)
    if said is None and len(names) == 1:
        return {names[0]: None}
    if said is None:
        middle = len(names) // 2
        return (by_file(command, folder, names[:middle], sort)
                | by_file(command, folder, names[middle:], sort))
    found = {name: collections.Counter() for name in names}
    for name, what in sort(said):
        found[os.path.basename(name)][what] += 1
    return found


def schema(said):
    """Schema errors without their lines, which edits move, and without the text that they quote, which edits change."""
    for error in said.get("errors", []):
        yield error["filename"], f"schema: {error.get('path', '')}: {error.get('message', '')[-60:]}"
    for error in said.get("parse_errors", []):
        yield error["filename"], "schema: not YAML"


def audits(said):
    for finding in said:
        place = finding["locations"][0]["symbolic"]["key"]["Local"]["verbatim_path"]
        yield place, f"zizmor: {finding['ident']}"


CHECKERS = {
    "INFRAMIND_CHECK_JSONSCHEMA":
        (["--builtin-schema", "vendor.github-workflows", "--output-format", "json"], schema),
    "INFRAMIND_ZIZMOR":
        (["--offline", "--no-progress", "--no-exit-codes", "--quiet", "--format", "json"], audits),
}


def pins_by_tag(path):
    """Whether most of a file's actions are pinned by tag, which is the style that an edit follows."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    return 2 * len(SHA.findall(text)) <= len(USES.findall(text))


def worse(before, after, names, command, sort):
    """What a checker says of the edited files and did not say before."""
    was, now = by_file(command, before, names, sort), by_file(command, after, names, sort)
    read = [name for name in names if was[name] is not None]
    print(f"  {os.path.basename(command[0])}: reads {len(read)}, finds something in {sum(map(bool, (was[n] for n in read)))}"
          " before the edits")
    for name in read:
        if now[name] is None:
            yield f"{name}: {command[0]} no longer reads it"
            continue
        for what in now[name] - was[name]:
            if what != "zizmor: unpinned-uses" or not pins_by_tag(os.path.join(before, name)):
                yield f"{name}: {what}"


def main():
    folder, broken, missing = sys.argv[1], [], False
    for kind in ("size", "cache"):
        before, after = (os.path.join(folder, f"{kind}-{stage}") for stage in ("before", "after"))
        names = sorted(os.listdir(after)) if os.path.isdir(after) else []
        print(f"{kind}: {len(names)} edited files")
        if not names:
            broken.append(f"{kind}: no edited files in {after}")
            continue
        for variable, (options, sort) in CHECKERS.items():
            if variable in os.environ:
                broken += worse(before, after, names, [os.environ[variable], *options], sort)
            else:
                missing = True
                print(f"skipped: {variable} names no program to look at edited files")
    for line in broken:
        print(line)
    print(f"new errors and findings: {len(broken)}")
    return 1 if broken or missing and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
