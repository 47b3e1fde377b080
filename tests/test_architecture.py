"""The rules of the house, read from the source: imports run down, modules are short, HTML is plain.

    web, cli → desk, leads, rounds, drawing, paper → database → the lead itself → method → errors

`config` is read at the edges and handed on as Settings.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from app import create_app
from app.config import Settings

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Module:
    """One Python file with its name as others import it."""

    name: str
    path: Path

    @cached_property
    def source(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imported(self) -> set[str]:
        """Everything that is imported anywhere in it, also within functions."""
        return {name for node in ast.walk(self.tree) for name in imports_of(node)}

    @cached_property
    def imported_at_once(self) -> set[str]:
        """What is imported as soon as it is itself; not what is there for types alone."""
        return {name for node in self.tree.body for name in imports_of(node)}


def imports_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            ours = whole.startswith("app.")
            yield whole if whole in NAMES or not ours else str(node.module)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = [*sorted((ROOT / "app").rglob("*.py")), ROOT / "wsgi.py", ROOT / "gunicorn.conf.py"]
NAMES = {name_of(path) for path in FILES}
MODULES = [Module(name_of(path), path) for path in FILES]
BY_NAME = {module.name: module for module in MODULES}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
each_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)


def test_there_are_modules_and_templates() -> None:
    assert len(MODULES) > 40
    assert len(TEMPLATES) > 5


# What a lead is, which the database has to know.
THE_LEAD_ITSELF = (
    "app.leads.attribution",
    "app.leads.column",
    "app.leads.export.csv_file",
    "app.leads.export.pieces",
    "app.leads.forgotten",
    "app.leads.record",
    "app.leads.values",
)
# Who may import whom. A name stands for itself and all that is inside it; the longest that fits a
# module holds for it.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "app.errors": (),
    "app.labels": (),
    "app.origin": (),
    "app.palette": (),
    "app.variables": ("app.labels", "app.origin"),
    "app.privacy_facts": ("app.variables",),
    "app.lasting": (),
    "app.database.address": (),
    "app.config": (
        "app.database.address",
        "app.errors",
        "app.lasting",
        "app.origin",
        "app.privacy_facts",
        "app.variables",
    ),
    "app.method": ("app.method", "app.errors"),
    "app.drawing": ("app.drawing", "app.palette"),
    "app.paper": ("app.paper", "app.palette", "app.method"),
    **dict.fromkeys(THE_LEAD_ITSELF, ("app.leads", "app.method", "app.labels", "app.errors")),
    "app.database": ("app.database", *THE_LEAD_ITSELF, "app.labels", "app.errors"),
    "app.leads": ("app.leads", "app.database", "app.method", "app.labels", "app.errors"),
    "app.desk": ("app.desk", "app.leads", "app.database", "app.method", "app.labels", "app.errors"),
    "app.rounds": (
        "app.rounds",
        "app.leads.weeks",  # of leads themselves, a round knows nothing
        "app.database",
        "app.method",
        "app.errors",
    ),
    "app.web": (
        "app.web",
        "app.rounds",
        "app.desk",
        "app.leads",
        "app.database",
        "app.drawing",
        "app.paper",
        "app.palette",
        "app.method",
        "app.labels",
        "app.errors",
        "app.origin",
        "app.config",
    ),
    "app.cli": (
        "app.cli",
        "app.web.services",
        "app.desk",
        "app.leads",
        "app.database",
        "app.method",
        "app.errors",
    ),
    "app": ("app",),  # puts everything together
    "wsgi": ("app",),
    "gunicorn.conf": ("app.config", "app.errors", "app.leads", "app.method", "app"),
}
# Where Settings are made, and where they are received.
KNOW_THE_SETTINGS = {
    "app",
    "wsgi",
    "gunicorn.conf",
    "app.web.services",
    "app.web.security",
    "app.web.limits",
    "app.web.public_address",
    "app.web.check.privacy",
}
MAKE_THE_SETTINGS = {"app.config", "wsgi", "gunicorn.conf"}


def is_inside(name: str, other: str) -> bool:
    return name == other or name.startswith(f"{other}.")


def rule_for(module: Module) -> tuple[str, ...]:
    return MAY_IMPORT[max((each for each in MAY_IMPORT if is_inside(module.name, each)), key=len)]


@each_module
def test_imports_run_down_only(module: Module) -> None:
    ours = {name for name in module.imported if is_inside(name, "app")}
    allowed = rule_for(module)
    assert {name for name in ours if not any(is_inside(name, each) for each in allowed)} == set()


def test_every_rule_about_imports_holds_for_a_module() -> None:
    assert {each for each in MAY_IMPORT if not any(is_inside(n, each) for n in NAMES)} == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    TopologicalSorter({name: BY_NAME[name].imported_at_once & NAMES for name in NAMES}).prepare()


@each_module
def test_sql_is_the_databases_affair(module: Module) -> None:
    if not is_inside(module.name, "app.database"):
        found = re.findall(r"\.execute(?:many)?\(|\b(?:SELECT|UPDATE|DELETE FROM)\b", module.source)
        assert found == []
        assert {"sqlite3", "sqlite_utils", "psycopg"} & module.imported == set()


def test_settings_are_received_not_fetched() -> None:
    assert {each.name for each in MODULES if "app.config" in each.imported} == KNOW_THE_SETTINGS
    making = {each.name for each in MODULES if "from_environment" in each.source}
    assert making == MAKE_THE_SETTINGS


# A request has an `environ` too; that is another one.
READS_THE_ENVIRONMENT = r"\bos\.(?:environb?|getenvb?)\b|\bfrom os import\b|\bdotenv\b"


@each_module
def test_only_the_configuration_reads_the_environment(module: Module) -> None:
    if module.name not in ("app.config", "app.variables"):
        assert re.findall(READS_THE_ENVIRONMENT, module.source) == []


def test_the_configuration_does_read_the_environment() -> None:
    found = re.findall(READS_THE_ENVIRONMENT, BY_NAME["app.config"].source)
    assert {"os.environ", "dotenv"} <= set(found)


# The domain knows no web, no clock, no chance and no files but its own.
FOREIGN_TO_THE_METHOD = {
    *("flask", "flask_babel", "werkzeug", "jinja2", "wtforms", "click"),
    *("time", "datetime", "random", "secrets", "uuid", "os", "sys", "io", "logging", "threading"),
    *("sqlite3", "sqlite_utils", "socket", "urllib", "http", "subprocess"),
    *("matplotlib", "numpy", "PIL"),
}


@pytest.mark.parametrize(
    "module", [m for m in MODULES if is_inside(m.name, "app.method")], ids=lambda m: m.name
)
def test_the_method_knows_no_web_no_clock_and_no_chance(module: Module) -> None:
    assert {name.partition(".")[0] for name in module.imported} & FOREIGN_TO_THE_METHOD == set()


@pytest.mark.parametrize(
    "module",
    [m for m in MODULES if is_inside(m.name, "app.leads") or is_inside(m.name, "app.drawing")],
    ids=lambda m: m.name,
)
def test_leads_and_drawing_know_no_web(module: Module) -> None:
    web = {"flask", "flask_babel", "werkzeug", "jinja2", "wtforms", "click"}
    assert {name.partition(".")[0] for name in module.imported} & web == set()


def test_the_radar_is_drawn_without_pyplot() -> None:
    assert [m.name for m in MODULES if any("pyplot" in name for name in m.imported)] == []


# The shape of modules


@each_module
def test_a_module_opens_with_a_line_that_says_what_it_owns(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    assert docstring
    assert docstring.splitlines()[0].strip()
    assert module.source.startswith('"""')


@each_module
def test_a_module_is_short(module: Module) -> None:
    assert len(module.source.splitlines()) <= 220


def test_modules_of_more_than_200_lines_are_the_exception() -> None:
    longer = [module.name for module in MODULES if len(module.source.splitlines()) > 200]
    assert len(longer) <= 2, longer


@each_module
def test_functions_are_short(module: Module) -> None:
    functions = [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


def test_most_functions_are_very_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 25


@each_module
def test_no_module_is_a_drawer_for_everything(module: Module) -> None:
    drawers = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff"}
    assert not drawers.intersection(module.name.split("."))


@each_module
def test_no_module_holds_a_sentence_of_the_questionnaire(module: Module) -> None:
    """Content is data: dimension and level names stand in question files alone."""
    names = ["Governance & Steering", "Joint Value Creation", "Gestructureerd", "Optimised"]
    strings = [
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [string for string in strings if any(name in string for name in names)] == []


# Templates


def without_jinja(template: Path) -> str:
    """The HTML of a template; what Jinja fills in is left out."""
    return re.sub(r"\{[{%#].*?[}%#]\}", "", template.read_text("utf-8"), flags=re.DOTALL)


@each_template
def test_the_lines_of_a_template_are_short(template: Path) -> None:
    lines = template.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 140] == []


@each_template
def test_a_template_has_no_inline_script_or_style(template: Path) -> None:
    html = without_jinja(template)
    scripts = re.findall(r"<script\b[^>]*>", html, re.IGNORECASE)
    assert [each for each in scripts if " src=" not in each] == []
    assert re.findall(r"<script\b[^>]*>\s*[^<\s]", html, re.IGNORECASE) == []
    assert re.findall(r"<style\b", html, re.IGNORECASE) == []
    assert re.findall(r"\sstyle\s*=", html, re.IGNORECASE) == []
    assert re.findall(r"\son[a-z]+\s*=", html, re.IGNORECASE) == []
    assert "javascript:" not in html.lower()


@each_template
def test_a_template_loads_nothing_from_elsewhere(template: Path) -> None:
    html = template.read_text("utf-8")
    loaded = re.findall(r"<(?:script|link|img|source|iframe)\b[^>]*>", html)
    assert [each for each in loaded if re.search(r"=\"(?:https?:)?//", each)] == []


def parsed(template: Path) -> nodes.Template:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"]).parse(template.read_text("utf-8"))


@each_template
def test_a_template_escapes_everything(template: Path) -> None:
    tree = parsed(template)
    filters = {node.name for node in tree.find_all(nodes.Filter)}
    assert filters & {"safe", "forceescape", "xmlattr"} == set()
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))
    assert "autoescape" not in template.read_text("utf-8")


@each_module
def test_no_module_declares_markup_safe(module: Module) -> None:
    names = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    assert names & {"Markup", "render_template_string"} == set()


@pytest.fixture(scope="module")
def templates() -> jinja2.Environment:
    """Jinja as the application sets it up."""
    return create_app(Settings(secret_key="k" * 32)).jinja_env


@each_template
def test_a_template_compiles_with_the_filters_and_tests_there_are(
    templates: jinja2.Environment, template: Path
) -> None:
    name = str(template.relative_to(ROOT / "templates"))
    assert templates.get_template(name).name == name


def test_a_missing_name_in_a_template_is_an_error_and_html_is_escaped(
    templates: jinja2.Environment,
) -> None:
    assert templates.undefined is jinja2.StrictUndefined
    assert callable(templates.autoescape)
    assert all(templates.autoescape(path.name) for path in TEMPLATES)
