#!/usr/bin/env python3
"""Says what a JSON schema finds wrong in pipeline files, document by document, in words that edits elsewhere leave alone.

Usage: schema_errors.py SCHEMA OUTPUT FILE...

SCHEMA is a file, or the name of one that check-jsonschema brings along, such as github-workflows. OUTPUT becomes a JSON
object: for each FILE its errors, or null if it is no YAML. The program check-jsonschema itself refuses files with several
documents, and its words hold places in lists and whole values, which edits change.
"""
import functools
import json
import os
import sys
import warnings

import check_jsonschema
import jsonschema
import regress
import ruamel.yaml

# Real files give the same anchor twice, as they may.
warnings.simplefilter("ignore")

# Read as YAML 1.2 with `on` as a word; the other platforms' readers are of YAML 1.1.
NEW_YAML = {"github-workflows"}
VENDORED = os.path.join(os.path.dirname(check_jsonschema.__file__), "builtin_schemas", "vendor")
# What these say is their own; others quote the value that they look at.
TELLING = {"additionalProperties", "required", "dependencies"}


class Loader(ruamel.yaml.constructor.SafeConstructor):
    """Takes tags of a platform's own, such as `!reference`, for ordinary values."""


def plain(loader, _, node):
    if isinstance(node, ruamel.yaml.nodes.ScalarNode):
        return node.value
    if isinstance(node, ruamel.yaml.nodes.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


def text(loader, node):
    return loader.construct_scalar(node)


Loader.add_multi_constructor("!", plain)
Loader.add_multi_constructor("tag:", plain)
Loader.add_constructor("tag:yaml.org,2002:timestamp", text)


def documents(source, version):
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    yaml.version, yaml.allow_duplicate_keys, yaml.Constructor = version, True, Loader
    return [as_json(document) for document in yaml.load_all(source)]


def as_json(value, depth=0):
    if depth > 200:
        raise ValueError("a value that holds itself")
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(key, default=str): as_json(member, depth + 1)
                for key, member in value.items()}
    if isinstance(value, (list, set, tuple)):
        return [as_json(member, depth + 1) for member in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


@functools.lru_cache(maxsize=None)
def expression(pattern):
    """A regular expression as the schema language means it: JavaScript's."""
    try:
        return regress.Regex(pattern, "u")
    except regress.RegressError:
        return regress.Regex(pattern)


def pattern(_, pattern, instance, __):
    if isinstance(instance, str) and not expression(pattern).find(instance):
        yield jsonschema.ValidationError("does not match the pattern")


def pattern_properties(validator, patterns, instance, _):
    for pattern, schema in patterns.items() if isinstance(instance, dict) else ():
        for key, value in instance.items():
            if expression(pattern).find(key):
                yield from validator.descend(value, schema, path=key, schema_path=pattern)


def additional_properties(validator, allowed, instance, schema):
    if not isinstance(instance, dict):
        return
    extras = [key for key in instance if key not in schema.get("properties", {})
              and not any(expression(p).find(key) for p in schema.get("patternProperties", {}))]
    if isinstance(allowed, dict):
        for key in extras:
            yield from validator.descend(instance[key], allowed, path=key)
    elif not allowed and extras:
        yield jsonschema.ValidationError(f"unexpected: {', '.join(sorted(extras))}")


def local(schema):
    """The schema without references to other files, which are not at hand: what they rule is taken as it is."""
    if isinstance(schema, dict):
        if not str(schema.get("$ref", "#")).startswith("#"):
            return {}
        return {key: value if key in ("enum", "const", "default", "examples") else local(value)
                for key, value in schema.items()}
    return [local(member) for member in schema] if isinstance(schema, list) else schema


def checker(name):
    path = name if os.sep in name else os.path.join(VENDORED, f"{name}.json")
    with open(path, encoding="utf-8") as file:
        schema = local(json.load(file))
    schema.pop("$id", None)
    base = jsonschema.validators.validator_for(schema, default=jsonschema.Draft7Validator)
    rules = {"pattern": pattern, "patternProperties": pattern_properties,
             "additionalProperties": additional_properties}
    return jsonschema.validators.extend(base, rules)(schema)


def leaves(error):
    """An error, and below a choice of which none fits, what is wrong with the alternative that fits best."""
    yield error
    branches = {}
    for cause in error.context or ():
        branches.setdefault(cause.relative_schema_path[0], []).extend(leaves(cause))
    if branches:
        yield from min(branches.values(), key=len)


def worded(error):
    place = ".".join("[]" if isinstance(step, int) else step for step in error.absolute_path)
    said = f": {error.message}" if error.validator in TELLING else ""
    return f"{place or '.'}: {error.validator}{said}"


def errors(validator, version, source):
    """The errors of one file; `None` if it cannot be read."""
    try:
        return sorted(worded(error) for document in documents(source, version)
                      for found in validator.iter_errors(document) for error in leaves(found))
    except (ruamel.yaml.error.YAMLError, ValueError, RecursionError, AttributeError, TypeError):
        return None


def errors_by_file(name, paths):
    validator, version = checker(name), (1, 2) if name in NEW_YAML else (1, 1)
    known, found = {}, {}
    for path in paths:
        with open(path, "rb") as file:
            source = file.read()
        if source not in known:
            known[source] = errors(validator, version, source)
        found[path] = known[source]
    return found


if __name__ == "__main__":
    with open(sys.argv[2], "w", encoding="utf-8") as output:
        json.dump(errors_by_file(sys.argv[1], sys.argv[3:]), output)
