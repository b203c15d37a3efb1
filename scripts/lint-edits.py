#!/usr/bin/env python3
"""Asks JSON schemas and zizmor about pipeline files before and after our edits, and prints the table of the corpora.

Usage: lint-edits.py FOLDER, which holds a folder for each platform with census.json and size-before, size-after,
cache-before, cache-after (the corpus tests write them). Fails if an edited file has a schema error that it did not have
before, or zizmor finds something new in it but `unpinned-uses` in a file that pins by tag.
"""
import collections
import json
import os
import re
import subprocess
import sys

try:
    import schema_errors
except ImportError:
    schema_errors = None

SCHEMAS = {
    "github-actions": ["github-workflows"],
    "gitlab-ci": ["gitlab-ci"],
    "circleci": ["circle-ci"],
    "buildkite": ["buildkite"],
    "drone": ["drone-ci"],
    "teamcity": [f"{up}shared/samples/teamcity/pipeline-schema-2026.2.json" for up in ("../", "../../")],
}
USES = re.compile(r"uses:\s*['\"]?[^\s'\"#]+@")
SHA = re.compile(r"uses:\s*['\"]?[^\s'\"#]+@[0-9a-f]{40}")


class Skipped(Exception):
    """A checker is not here."""


def schema(platform, before, after, names):
    """What the platform's schema says of edited files and did not say before."""
    if schema_errors is None:
        raise Skipped("schema checks of edited files: there is no .tools/venv")
    known = [place for place in SCHEMAS[platform] if os.sep not in place or os.path.exists(place)]
    if not known:
        raise Skipped(f"schema checks of edited {platform} files: there is no {SCHEMAS[platform][0]}")
    found = schema_errors.errors_by_file(
        known[0], [os.path.join(folder, name) for folder in (before, after) for name in names])
    read = [name for name in names if found[os.path.join(before, name)] is not None]
    flawed = sum(1 for name in read if found[os.path.join(before, name)])
    print(f"  schema: reads {len(read)}, finds something in {flawed} before the edits")
    for name in read:
        now = found[os.path.join(after, name)]
        if now is None:
            yield f"{name}: no longer YAML"
            continue
        for what in collections.Counter(now) - collections.Counter(found[os.path.join(before, name)]):
            yield f"{name}: schema: {what}"


def audits(command, folder, names):
    """zizmor's findings by file; `None` for a file that it gives up on, as it then does on all of a call's files."""
    done = subprocess.run(
        [command, "--offline", "--no-progress", "--no-exit-codes", "--quiet", "--format", "json", *names],
        cwd=folder, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stdout)
    except json.JSONDecodeError:
        if len(names) == 1:
            return {names[0]: None}
        middle = len(names) // 2
        return audits(command, folder, names[:middle]) | audits(command, folder, names[middle:])
    found = {name: collections.Counter() for name in names}
    for finding in said:
        place = finding["locations"][0]["symbolic"]["key"]["Local"]["verbatim_path"]
        found[os.path.basename(place)][finding["ident"]] += 1
    return found


def pins_by_tag(path):
    """Whether most of a file's actions are pinned by tag, which is the style that an edit follows."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    return 2 * len(SHA.findall(text)) <= len(USES.findall(text))


def zizmor(platform, before, after, names):
    """What zizmor finds in edited workflows and did not find before."""
    if platform != "github-actions":
        return
    command = os.environ.get("INFRAMIND_ZIZMOR")
    if not command:
        raise Skipped("zizmor over edited workflows: INFRAMIND_ZIZMOR names no program")
    was, now = audits(command, before, names), audits(command, after, names)
    read = [name for name in names if was[name] is not None]
    print(f"  zizmor: reads {len(read)}, finds something in {sum(bool(was[name]) for name in read)} before the edits")
    for name in read:
        if now[name] is None:
            yield f"{name}: zizmor no longer reads it"
            continue
        for what in now[name] - was[name]:
            if what != "unpinned-uses" or not pins_by_tag(os.path.join(before, name)):
                yield f"{name}: zizmor: {what}"


def worse(platform, folder):
    """New errors of a platform's edited files, and what could not be asked."""
    broken, skipped, edited = [], set(), 0
    for kind in ("size", "cache"):
        before, after = (os.path.join(folder, f"{kind}-{stage}") for stage in ("before", "after"))
        names = sorted(os.listdir(after)) if os.path.isdir(after) else []
        edited += len(names)
        print(f"{platform}: {len(names)} files with another {kind}")
        for checker in (schema, zizmor) if names else ():
            try:
                broken += checker(platform, before, after, names)
            except Skipped as reason:
                skipped.add(str(reason))
    if not edited:
        broken.append(f"{platform}: no edited files")
    return edited, broken, skipped


def table(rows):
    """Rows as Markdown, columns in the order of the first."""
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns)] + [[row[column] for column in columns] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    root, rows, all_broken, all_skipped = sys.argv[1], [], [], set()
    platforms = [name for name in SCHEMAS if os.path.exists(os.path.join(root, name, "census.json"))]
    for platform in platforms:
        edited, broken, skipped = worse(platform, os.path.join(root, platform))
        with open(os.path.join(root, platform, "census.json"), encoding="utf-8") as file:
            row = dict(json.load(file))
        rows.append(row | {"edited files": str(edited), "new schema errors": str(len(broken)) if all("schema" not in reason for reason in skipped) else "not asked"})
        all_broken += broken
        all_skipped |= skipped
    for reason in sorted(all_skipped):
        print(f"skipped: {reason}")
    for line in all_broken:
        print(line)
    if not rows:
        print(f"no corpus test wrote anything into {root}")
        return 1
    with open(os.path.join(root, "table.md"), "w", encoding="utf-8") as file:
        file.write(table(rows) + "\n")
    print(table(rows))
    suggested, random = (sum(int(row[column]) for row in rows) for column in ("suggested edits", "random edits"))
    print(f"edits carried out: {suggested + random}, {suggested} of them suggested; new errors and findings: {len(all_broken)}")
    return 1 if all_broken or all_skipped and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
