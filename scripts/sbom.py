#!/usr/bin/env python3
"""What the released programs are made of, as CycloneDX 1.5: sbom.py VERSION TIME

Swift packages by Package.resolved, with their commits, and with the licences whose texts are in their checkouts; libraries that
are linked in by what Debian says of them. TIME is that of the commit, in seconds, so that equal sources give an equal list.
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import uuid

CHECKOUTS = pathlib.Path(".build/checkouts")
# Words of a licence's text; the first that is found counts.
LICENSES = [
    ("Runtime Library Exception", "Apache-2.0 WITH Swift-exception"), ("Apache License", "Apache-2.0"),
    ("Permission is hereby granted, free of charge", "MIT"),
]
LIBRARIES = {"libyaml-dev": "MIT", "libsqlite3-dev": "blessing", "libssl-dev": "Apache-2.0"}


def license_of(name):
    """What the text in a package's checkout is, as CycloneDX has it."""
    for file in sorted((CHECKOUTS / name).glob("LICENSE*")):
        text = " ".join(file.read_text(encoding="utf-8", errors="replace").split())
        for words, identifier in LICENSES:
            if words in text:
                return [{"expression": identifier}] if " " in identifier else [{"license": {"id": identifier}}]
    raise SystemExit(f"sbom.py: the licence of {name} is none that is known here: look at {CHECKOUTS / name}")


def packages():
    with open("Package.resolved", encoding="utf-8") as file:
        pins = json.load(file)["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        address = pin["location"].removesuffix(".git")
        name = address.rsplit("/", 1)[-1]
        version = pin["state"].get("version") or pin["state"]["revision"]
        owner = address.split("github.com/")[-1]
        yield {
            "type": "library", "bom-ref": f"pkg:swift/github.com/{owner}@{version}", "name": name, "version": version,
            "purl": f"pkg:swift/github.com/{owner}@{version}",
            "licenses": license_of(name),
            "externalReferences": [{"type": "vcs", "url": address}],
            "properties": [{"name": "commit", "value": pin["state"]["revision"]}],
        }


def libraries():
    for package, license_id in LIBRARIES.items():
        found = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
        if found.returncode:
            continue
        name, version = re.sub("-dev$", "", package), found.stdout.strip()
        kind = "expression" if license_id == "blessing" else "id"
        licenses = [{"expression": license_id}] if kind == "expression" else [{"license": {"id": license_id}}]
        yield {
            "type": "library", "bom-ref": f"pkg:deb/debian/{package}@{version}", "name": name, "version": version,
            "purl": f"pkg:deb/debian/{package}@{version}", "licenses": licenses,
        }


def main():
    version, time = sys.argv[1], int(sys.argv[2])
    parts = list(packages()) + list(libraries())
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=False).stdout
    compiler = re.search(r"Swift version ([0-9.]+)", swift)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, time, parts], sort_keys=True))
    whole = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{serial}", "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application", "bom-ref": "inframind", "name": "inframind", "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
            "properties": [{"name": "compiler", "value": f"Swift {compiler.group(1) if compiler else 'unknown'}"}],
        },
        "components": parts,
        "dependencies": [{"ref": "inframind", "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    print(json.dumps(whole, indent=1))


main()
