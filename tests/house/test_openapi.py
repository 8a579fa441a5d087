"""The OpenAPI document says what a caller needs: names, descriptions, errors and examples; staleness is test_reference's."""

import json

import pytest


@pytest.fixture(scope="module")
def document(root):
    return json.loads((root / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(path, method, entry[method]) for path, entry in document["paths"].items() for method in entry if method in ("get", "post", "put", "patch", "delete")]


def faults(document: dict) -> list[str]:
    """What a linter would say."""
    found, ids = [], []
    schemas = document["components"]["schemas"]
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        ids.append(operation.get("operationId", ""))
        found += [f"{where}: no {key}" for key in ("operationId", "summary", "description", "tags") if not operation.get(key)]
        answers = operation["responses"]
        found += [f"{where}: no answer of success"] if not any(status.startswith("2") for status in answers) else []
        found += [f"{where}: no answer of error"] if not any(status[0] in "45" for status in answers) else []
        if "servers" in document["paths"][path]:
            found += [f"{where}: no {status}" for status in ("401", "429") if status not in answers]
            found += [f"{where}: no security"] if not operation.get("security") else []
        for status, answer in answers.items():
            found += [f"{where} {status}: no description"] if not answer.get("description") else []
            for kind, content in answer.get("content", {}).items():
                if int(status) >= 400 and kind != "application/problem+json":
                    found.append(f"{where} {status}: an error as {kind}")
                if not _example(content, schemas):
                    found.append(f"{where} {status}: no example")
        for parameter in operation.get("parameters", []):
            found += [f"{where} {parameter['name']}: no {key}" for key in ("description", "example") if not parameter.get(key)]
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            found += [f"{where} {kind}: no example"] if not _example(content, schemas) else []
    found += [f"operationId twice: {one}" for one in set(ids) if ids.count(one) > 1]
    for name, schema in schemas.items():
        found += [f"{name}: no description"] if not schema.get("description") else []
        found += [f"{name}.{field}: no description" for field, told in schema.get("properties", {}).items() if not told.get("description")]
        found += [f"{name}: its example lacks {field}" for field in schema.get("required", []) if field not in schema.get("example", {})]
        found += [f"{name}: its example has {field}" for field in schema.get("example", {}) if field not in schema.get("properties", {})]
    tags = {tag["name"] for tag in document["tags"]}
    found += [f"unknown tag {tag}" for _, _, operation in operations(document) for tag in operation.get("tags", []) if tag not in tags]
    return found


def _example(content: dict, schemas: dict) -> bool:
    named = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "example" in content or "example" in schemas.get(named, {})


def test_the_document_has_no_faults(document):
    assert len(operations(document)) >= 8
    assert faults(document) == []


def test_what_is_served_is_what_is_committed(root):
    assert (root / "docs" / "reference" / "openapi.json").read_bytes() == (root / "chengxin" / "doors" / "api" / "static" / "api" / "openapi.json").read_bytes()


def test_every_fault_is_noticed(document):
    broken = json.loads(json.dumps(document))
    operation = broken["paths"]["/api/v1/subjects"]["get"]
    operation.pop("operationId")
    operation["responses"] = {"200": {"description": ""}}
    operation["parameters"][0].pop("description")
    broken["components"]["schemas"]["Problem"]["example"].pop("code")
    told = "\n".join(faults(broken))
    for part in ("no operationId", "no answer of error", "200: no description", "q: no description", "Problem: its example lacks code"):
        assert part in told
