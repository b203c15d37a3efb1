#!/usr/bin/env python3
"""Copies scripts/install.sh to where users' jobs have to carry it, since there they have no other file of ours.

Usage: share-installer.py [--check]

In templates of the GitLab component, and in what TeamCity takes, it is what stands between two lines that hold the word
INSTALLER; for TeamCity every percent sign is doubled, since one begins a parameter there. The orb and the plugins have it as
a file. With --check nothing is written, and the status is 1 if a copy is old.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INSTALLER = (ROOT / "scripts/install.sh").read_text(encoding="utf-8")
COPIES = [
    "circleci-orb/src/scripts/install-release.sh", "plugins/buildkite/lib/install.sh", "plugins/drone/install.sh",
]
DOUBLED = ["plugins/teamcity/inframind.yml", "plugins/teamcity/InfraMind.xml"]
TEMPLATES = DOUBLED + ["gitlab-component/templates/inframind/template.yml", "gitlab-component/templates/child/template.yml"]
PART = re.compile(r"(?P<head>^(?P<indent> *)[^\n]*<<'INSTALLER'[^\n]*\n).*?(?P<foot>^(?P=indent)INSTALLER\n)", re.M | re.S)


def templated(text, installer):
    """A template with the installer in its place, at the depth of the line that begins the place."""
    def part(match):
        indent = match["indent"]
        lines = [indent + line if line else "" for line in installer.split("\n")[:-1]]
        return match["head"] + "".join(line + "\n" for line in lines) + match["foot"]
    result, count = PART.subn(part, text)
    if count != 1:
        raise SystemExit("share-installer.py: a template has not exactly one place for the installer")
    return result


def main():
    is_check = sys.argv[1:] == ["--check"]
    old = []
    for name in COPIES + TEMPLATES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        installer = INSTALLER.replace("%", "%%") if name in DOUBLED else INSTALLER
        wanted = installer if name in COPIES else templated(text, installer)
        if text == wanted:
            continue
        old.append(name)
        if not is_check:
            path.write_text(wanted, encoding="utf-8")
    for name in old:
        print(f"{name} {'is old: run scripts/share-installer.py' if is_check else 'written'}")
    return 1 if is_check and old else 0


sys.exit(main())
