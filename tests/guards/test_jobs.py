"""Every kind of work that the source asks for is registered, and can be done."""

import ast
from importlib import import_module
from pathlib import Path

import ideation
from ideation.core.queue import JOB
from ideation.core.registry import registry
from ideation.site.words import KINDS

SOURCE = Path(ideation.__file__).parent


def kinds_in_source() -> set[str]:
    """The words of every constant named KIND, and of every `work.add` that names its kind."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            found |= _constant(node) | _asked_for(node)
    return found


def _constant(node: ast.AST) -> set[str]:
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(isinstance(target, ast.Name) and target.id == "KIND" for target in targets)
    return {node.value.value} if named and isinstance(node.value, ast.Constant) else set()


def _asked_for(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return set()
    is_add = node.func.attr == "add" and getattr(node.func.value, "id", "") == "work"
    kind = node.args[1] if is_add and len(node.args) > 1 else None
    return {kind.value} if isinstance(kind, ast.Constant) else set()


def test_every_kind_asked_for_is_registered(app):
    asked = kinds_in_source()
    assert len(asked) >= 5, "the scan of the source found too little to trust"
    assert asked == registry.kinds.keys()


def test_every_kind_has_a_handler_and_words_for_officers(app):
    for name, kind in registry.kinds.items():
        assert callable(kind.handle), name
        assert kind.lease.total_seconds() > 0, name
        assert kind.batch > 0, name
        assert str(KINDS[name]), name


def test_the_job_that_hints_name_can_be_imported():
    module, _, function = JOB.rpartition(".")
    assert callable(getattr(import_module(module), function))
