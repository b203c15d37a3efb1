#!/usr/bin/env python3
"""Lists the nodes of YAML files as PyYAML's own parser (not libyaml) sees them, one .expected file each.

Usage: listing.py FILE.yml ...   The tests compare these lists with ours: see NodeListing.swift.
"""
import sys

import yaml

STYLES = {"": "plain", None: "plain", "'": "singleQuoted", '"': "doubleQuoted", "|": "literal", ">": "folded"}


def escaped(text):
    return "".join(c if " " <= c <= "~" and c != "\\" else "\\{%x}" % ord(c) for c in text)


def line(event, start, end, kind, style, text=""):
    tag = getattr(event, "tag", None) or "-"
    return f"{start} {end} {kind} {style} {event.anchor or '-'} {tag} {escaped(text)}"


def scalar(event):
    start, end = event.start_mark.index, event.end_mark.index
    style = STYLES[event.style]
    is_empty = event.value == "" and style == "plain"
    no_end = is_empty or style in ("literal", "folded")
    return line(event, "-" if is_empty and start == end else start, "-" if no_end else end, "scalar", style,
                event.value)


def listing(text):
    lines, stack = [], []
    for event in yaml.parse(text, Loader=yaml.Loader):
        if isinstance(event, yaml.DocumentStartEvent):
            lines.append("document")
        elif isinstance(event, yaml.AliasEvent):
            lines.append(f"{event.start_mark.index} {event.end_mark.index} alias plain - - {escaped(event.anchor)}")
        elif isinstance(event, yaml.ScalarEvent):
            lines.append(scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append((len(lines), event))
            lines.append("")
        elif isinstance(event, yaml.CollectionEndEvent):
            place, start = stack.pop()
            kind = "sequence" if isinstance(start, yaml.SequenceStartEvent) else "mapping"
            style = "flow" if start.flow_style else "block"
            has_end = style == "flow" and event.start_mark.index < event.end_mark.index
            lines[place] = line(start, start.start_mark.index, event.end_mark.index if has_end else "-", kind, style)
    return lines


for name in sys.argv[1:]:
    with open(name, encoding="utf-8-sig", newline="") as file:
        lines = listing(file.read())
    with open(name.removesuffix(".yml") + ".expected", "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
