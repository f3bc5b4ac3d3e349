"""docs/rules.md, written from the docstrings of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.documentation import parse_documentation
from backend_data_model.reviewer.registry import RULES
from backend_data_model.reviewer.score import WEIGHTS

if TYPE_CHECKING:
    from backend_data_model.reviewer.rule import Rule

_HEAD = """# Rules

Written from the docstrings of the rules; do not edit. `bdm explain CODE` shows the same.

## The score

`bdm review` scores a schema from 0 to 100 in five dimensions. Each earns its weight times the share of its checks that
passed; a check is one rule applied to one thing (a foreign key, a column, a table). A dimension in which there is
nothing to check is left out, and the others are scaled to 100. Rules that call for judgement give notes but do not
count. What an ignore comment silences counts neither for nor against. Migration notes belong to a design, not to a
schema, and are not scored.

"""

_IGNORES = """## Choosing and silencing rules

`--select` and `--ignore` take codes (`BDM101`), prefixes (`BDM1`) and names (`orphan-table`), with commas. Defaults
stand in `bdm.toml` or in `pyproject.toml` under `[tool.backend-data-model.review]`:

```toml
[review]
ignore = ["BDM601", "singular-table-name"]
tenant = "organization_id"
engine = "postgresql"
severity = "warning"
```

One finding is silenced by a comment beside its line, or on the line before; a whole file by `ignore-file`. A comment
that silences nothing is itself a finding (BDM901).

```sql
-- bdm: ignore[BDM101] few rows, and never deleted
country_id bigint NOT NULL REFERENCES countries (id) ON DELETE RESTRICT,
is_admin boolean NOT NULL, -- bdm: ignore[BDM203] every account must say
```

"""


_FORMATS = """## Formats

`--format` gives `human`, `json` (stable: keys are added, never renamed, while `version` is 1), `sarif` (2.1.0, for code
scanning), `github` (annotations of a workflow), `gitlab` (code quality report) and `markdown` (for a pull request).
Lines and columns are 1-based. Statements that could not be read, and so were not reviewed, are listed in each of them.
Exit code 0 means no findings, 1 findings, 2 bad input, 3 that a database could not be reached.

"""


def rules_page() -> str:
    """The whole page."""
    return _HEAD + _score_table() + _IGNORES + _FORMATS + _overview() + "\n".join(_rule(rule) for rule in RULES)


def _score_table() -> str:
    lines = ["| dimension | weight | rules |", "|---|---:|---|"]
    for name, weight in WEIGHTS.items():
        codes = ", ".join(rule.code for rule in RULES if name in rule.dimensions)
        lines.append(f"| {name} | {weight} | {codes} |")
    return "\n".join(lines) + "\n\n"


def _overview() -> str:
    lines = ["## All rules", "", "| code | name | severity | engines | finds |", "|---|---|---|---|---|"]
    for rule in RULES:
        engines = "all" if len(rule.engines) == 3 else ", ".join(rule.engines)
        summary = parse_documentation(rule.documentation).summary
        lines.append(f"| {rule.code} | {rule.name} | {rule.severity} | {engines} | {summary} |")
    return "\n".join(lines) + "\n\n"


def _rule(rule: Rule) -> str:
    documentation = parse_documentation(rule.documentation)
    counts = f"counts for {' and '.join(rule.dimensions)}" if rule.dimensions else "does not count in the score"
    sections = "\n\n".join(f"**{title}**\n\n{body}" for title, body in documentation.sections.items())
    return f"## {rule.code} {rule.name}\n\n{documentation.summary} ({rule.severity}; {counts})\n\n{sections}\n"
