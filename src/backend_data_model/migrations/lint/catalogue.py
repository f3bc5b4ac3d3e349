"""docs/lint-rules.md, written from the docstrings of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.registry import RULES
from backend_data_model.reviewer.documentation import parse_documentation

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.rule import Rule

_HEAD = """# Rules for migrations

Written from the docstrings of the rules; do not edit. `bdm explain CODE` shows the same, `bdm lint FILE...` applies
them. A table, index or type that the same file makes is not in use yet, and so no finding. With `--schema` (DDL files,
a directory or a database URL) the old types, constraints and indexes are known, and what is then known to cost nothing
is no finding either.

## Earlier files

The files before are the schema of a file, in the order in which their tool runs them: Flyway's versions, the graphs of
Alembic and Django, the plan of Sqitch, the names elsewhere. For one FILE in the directory of a tool, those that stand
before it are read too, and not judged (`--verbose` names them); `--schema` takes their place. A table that an earlier
file made may hold rows by now. Where several files are released together, `--new-since FILE` says from which on tables
are new. Of a table that no earlier file made nothing is known, and its statements are judged by their words.

`--engine mysql`, `mariadb` and `sqlite` lint migrations of these with the rules that name them, for `--engine-version`:
what ALGORITHM and LOCK the server needs is told from the manual's tables of online DDL (MariaDB: measured), what SQLite
takes from its documentation. Nothing is run.

## What is read

| tool | files | transaction |
|---|---|---|
| plain SQL, psql | `.sql`, `.psql`, `-` | what the script says; `--in-transaction` where its runner wraps it |
| Alembic | `.py`: `upgrade()`, calls of `op` and `op.execute` | one, but for `autocommit_block()` |
| Django | `.py`: `operations`, `RunSQL` | one, but for `atomic = False` |
| Rails | `.rb`: calls of literals (`add_column`), `execute` | one, but for `disable_ddl_transaction!` |
| Flyway | `V1__x.sql`, `R__x.sql` | one, but for `executeInTransaction=false` and files of what refuses one |
| Sqitch | `deploy/*.sql` beside a `sqitch.plan` | what the script says |
| Prisma | `migration.sql` | one where the file has several statements |
| Atlas | beside an `atlas.sum` | one, but for `-- atlas:txmode none` |
| goose, sql-migrate | below the Up mark | one, but for `NO TRANSACTION`, `notransaction` |
| dbmate | below the Up mark | one, but for `transaction:false` |
| golang-migrate, sqlx, Diesel | `.up.sql`, `-- no-transaction`, `up.sql` with `metadata.toml` | as each tool does |

Python and Ruby are read and never run. What cannot be read without running it is listed.

## Choosing and silencing rules

`--select` and `--ignore` take codes (`MIG101`), prefixes (`MIG1`) and names, with commas. Defaults stand in `bdm.toml`
or in `pyproject.toml` under `[tool.backend-data-model.lint]`:

```toml
[lint]
ignore = ["MIG604", "length-limited-column"]
severity = "warning"
engine_version = 17
schema = "db/structure.sql"
```

One finding is silenced by a comment beside its line, or on the line before; a whole file by `ignore-file`. A comment
that silences nothing is itself a finding (MIG901).

```sql
-- bdm: ignore[MIG101] forty rows
CREATE INDEX countries_name_idx ON countries (name);
```

`--fix` writes the mechanical fixes to the files; comments stay as they are. `--format` gives `human`, `json`, `sarif`,
`github`, `gitlab` and `markdown`, as `bdm review` does.

"""


def rules_page() -> str:
    """The whole page."""
    return _HEAD + _overview() + "\n".join(_rule(rule) for rule in RULES)


def _overview() -> str:
    lines = ["## All rules", "", "| code | name | severity | finds |", "|---|---|---|---|"]
    for rule in RULES:
        summary = parse_documentation(rule.documentation).summary
        lines.append(f"| {rule.code} | {rule.name} | {rule.severity} | {summary} |")
    return "\n".join(lines) + "\n\n"


def _rule(rule: Rule) -> str:
    documentation = parse_documentation(rule.documentation)
    sections = "\n\n".join(f"**{title}**\n\n{body}" for title, body in documentation.sections.items())
    return f"## {rule.code} {rule.name}\n\n{documentation.summary} ({rule.severity}; {_engines(rule)})\n\n{sections}\n"


_NAMES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}


def _engines(rule: Rule) -> str:
    return ", ".join(_NAMES[engine] for engine in rule.engines)
