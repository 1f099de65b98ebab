"""Unmarked texts in Python: Chinese, refusals, labels, and the words of forms and presenters."""

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from message_sources import Signature, imported_names, is_marking

from unmarked.text import HAN, IN_ENGLISH, SENTENCE, VERBATIM, WORD, WORDS, Unmarked, short

SHOWN_KEYWORDS = {
    "body", "caption", "empty_label", "heading", "help_text", "hint", "label", "legend",
    "placeholder", "sentence", "title", "verbose_name", "verbose_name_plural",
}  # fmt: skip
SHOWING_MODULES = {"forms", "panels", "presenters", "templatetags", "navigation"}
REFUSALS = {"Refusal", "BadInput", "NotFound", "ValidationError"}
CHOICES = {"TextChoices", "IntegerChoices"}
MEND = "mark it with gettext, or write `# verbatim: <why>` beside it"


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of module it is: whether its strings are shown, and Chinese in it is data."""

    shows: bool
    chinese_is_data: bool


def find(text: str, kind: Kind, refusals: set[str]) -> list[Unmarked]:
    """Find unmarked texts in a module, `refusals` being the classes that carry a sentence."""
    tree = ast.parse(text)
    finder = _Finder(
        kind, names=imported_names(tree), refusals=refusals, verbatim=_verbatim_lines(text)
    )
    finder.visit(tree)
    return sorted(finder.found)


def refusal_classes(package: Path) -> set[str]:
    """Return the names of the classes whose instances carry a sentence to a person."""
    bases = {
        node.name: {_last_name(base) for base in node.bases}
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = set(REFUSALS)
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _verbatim_lines(text: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and VERBATIM.search(token.string)
    }


class _Finder(ast.NodeVisitor):
    """Walks a module; knows the statement and the class that it is in."""

    def __init__(
        self, kind: Kind, *, names: dict[str, Signature], refusals: set[str], verbatim: set[int]
    ) -> None:
        self.kind = kind
        self.names = names
        self.refusals = refusals
        self.verbatim = verbatim
        self.found: set[Unmarked] = set()
        self.statement_line = 0
        self.in_refusal = False

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt):
            super().visit(node)
            return
        before, self.statement_line = self.statement_line, node.lineno
        if not _is_docstring(node):
            super().visit(node)
        self.statement_line = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before = self.in_refusal
        self.in_refusal = node.name in self.refusals
        if CHOICES & {_last_name(base) for base in node.bases}:
            self._check_choices(node)
        self.generic_visit(node)
        self.in_refusal = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, *node.body):
            if part:
                self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)  # what stands in the brackets is a key or a type

    def visit_Call(self, node: ast.Call) -> None:
        if is_marking(node, self.names):
            self._find_chinese_in(node)
            return
        is_refusal = _last_name(node.func) in self.refusals
        if is_refusal or (self.in_refusal and _is_super_init(node)):
            for argument in node.args[:1]:
                if WORDS.search(_text(argument)):
                    self._add(argument, "the sentence of a refusal is not marked", MEND)
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg in SHOWN_KEYWORDS and WORD.search(_text(keyword.value)):
                what = f'{keyword.arg}="{short(_text(keyword.value))}" is not marked'
                self._add(keyword.value, what, MEND)
            else:
                self.visit(keyword.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str):
            return
        if HAN.search(node.value):
            self._find_chinese(node)
        elif self.kind.shows and SENTENCE.match(node.value):
            self._add(node, f'"{short(node.value)}" is not marked', MEND)

    def _check_choices(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
                label = statement.value.elts[-1]
                if WORD.search(_text(label)):
                    self._add(label, f'the label "{_text(label)}" is not marked', MEND)

    def _find_chinese_in(self, call: ast.Call) -> None:
        for node in ast.walk(call):
            match node:
                case ast.Constant(value=str(text)) if HAN.search(text):
                    self._find_chinese(node)

    def _find_chinese(self, node: ast.expr) -> None:
        if not self.kind.chinese_is_data:
            self._add(node, f'Chinese in code: "{short(_text(node))}"', IN_ENGLISH)

    def _add(self, node: ast.expr, what: str, mend: str) -> None:
        lines = {node.lineno, node.end_lineno or node.lineno, self.statement_line - 1}
        if not lines & self.verbatim:
            self.found.add(Unmarked(node.lineno, what, mend))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and isinstance(call.func.value, ast.Call)
        and _last_name(call.func.value.func) == "super"
    )


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return _last_name(node.value)
        case _:
            return ""


def _text(node: ast.expr) -> str:
    """Return the literal text of a string or f-string, empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(
                _text(part) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        case _:
            return ""
