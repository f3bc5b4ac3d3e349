"""Every table with every column and constraint, each beside the words that it came from and its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.report.diagram import marks_of
from backend_data_model.report.markup import Markup, anchor, count, join, tag
from backend_data_model.report.sections.pieces import STANDINGS, chip, row, section, sources, standing_chip, table
from backend_data_model.report.variants import pieces_of, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backend_data_model.model.schema import Column, ForeignKey, Index, Reason, Schema, Table
    from backend_data_model.prover.proof import ConstraintProof, Proof
    from backend_data_model.report.provenance import Provenance
    from backend_data_model.report.variants import Piece, Variant

WORDS = {"proved": "proved", "failed": "failed", "not_checked": "not checked"}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint or index as shown: what it is called, what it says, and why it is there."""

    id: str
    kind: str
    name: str | None
    rule: object
    reasons: list[Reason]
    columns: tuple[str, ...] = ()


def render_tables(schemas: Sequence[Schema], proof: Proof | None, provenance: Provenance) -> Markup:
    """The section with one article for each table of the first schema, and where the other engines differ."""
    schema, *others = schemas
    shown = _Shown(_Proofs(proof), provenance, variants(schemas), _elsewhere(others))
    articles = [_table(schema, one, shown) for one in schema.tables]
    note = f"{count(len(articles), 'table')} for {schema.engine}"
    if others:
        note += f", with what is different on {', '.join(other.engine for other in others)}"
    meanings = [join([standing_chip(standing), f" {meaning}"]) for standing, meaning in STANDINGS.items()]
    return section("tables", "Tables", tag("p", join(meanings, ", "), class_="lead legend"), articles, note=note)


def _elsewhere(others: Sequence[Schema]) -> dict[str, list[Piece]]:
    """The pieces of each table on the other engines."""
    found: dict[str, list[Piece]] = {}
    for other in others:
        for one in other.tables:
            found.setdefault(one.qualified_name, []).extend(pieces_of(one))
    return found


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown beside each piece: its proof, its sentences, and what it is on other engines."""

    proofs: _Proofs
    provenance: Provenance
    differing: dict[tuple[str, str], tuple[Variant, ...]]
    elsewhere: dict[str, list[Piece]]

    def variants(self, kind: str, name: str | None) -> list[Markup]:
        """A small line for each other engine on which the piece is another, or not there."""
        return [tag("small", str(one), class_="variant") for one in self.differing.get((kind, name or ""), ())]


class _Proofs:
    """Looks up what was proved of a constraint by its table and name, or of a column by its name."""

    def __init__(self, proof: Proof | None) -> None:
        self.by_name: dict[tuple[str, str, str], list[ConstraintProof]] = {}
        for one in proof.proofs if proof else []:
            for name in dict.fromkeys((one.name, one.object)):
                if name:
                    self.by_name.setdefault((one.kind, one.table or "", name), []).append(one)

    def find(self, made: Table, kinds: Iterable[str], names: Iterable[str]) -> list[ConstraintProof]:
        """All proofs of any of the kinds under any of the names."""
        seen = {
            id(one): one
            for table_name in dict.fromkeys((made.name, made.qualified_name))
            for name in names
            for kind in kinds
            for one in self.by_name.get((kind, table_name, name), [])
        }
        return list(seen.values())

    def chip(self, found: list[ConstraintProof]) -> Markup | None:
        """The worst of what was found, with how many rows showed it."""
        if not found:
            return None
        worst = min(found, key=lambda one: ("failed", "not_checked", "proved").index(one.status))
        return join(
            [chip(WORDS[worst.status], f"p-{worst.status}"), tag("small", worst.detail) if worst.detail else None]
        )


def _table(schema: Schema, made: Table, shown: _Shown) -> Markup:
    name = made.qualified_name
    role = "junction table" if made.junction else ("audit table" if made.audit else None)
    head = tag(
        "header",
        tag("h3", name, tag("a", "#", href=f"#{anchor('t', name)}", class_="self", aria_label=f"Link to {name}")),
        chip(role, "plain") if role else None,
        _row_security(made, shown.proofs),
        tag("p", made.comment) if made.comment else None,
        sources(made.reasons, shown.provenance),
    )
    columns = [_column(made, column, schema.tenant_column, shown) for column in made.columns]
    constraints = [_constraint(made, one, shown) for one in _constraints(schema, made)]
    own = {(piece.kind, piece.name) for piece in pieces_of(made)}
    others = {(piece.kind, piece.name): piece for piece in reversed(shown.elsewhere.get(name, []))}
    constraints += [_only_elsewhere(piece, shown) for key, piece in others.items() if key not in own]
    return tag(
        "article",
        head,
        table(
            ["", "Column", "Type", "Required", "Default", "Where it comes from"], columns, caption=f"Columns of {name}"
        ),
        table(
            ["Constraint", "Rule", "Proof", "Where it comes from"],
            constraints,
            class_="constraints",
            caption=f"Constraints of {name}",
        )
        if constraints
        else None,
        id=anchor("t", name),
        class_="table",
        data_table=name,
    )


def _row_security(made: Table, proofs: _Proofs) -> Markup | None:
    if not made.row_security:
        return None
    names = [made.name, made.qualified_name]
    proved = proofs.chip(proofs.find(made, ["row_security"], names))
    return join(
        [chip("row-level security", "plain", "rows of other tenants are neither seen nor written"), proved], " "
    )


def _only_elsewhere(piece: Piece, shown: _Shown) -> Markup:
    return row(
        tag("td", tag("span", piece.kind, class_="kind"), tag("code", piece.name)),
        tag("td", tag("code", piece.says), shown.variants(piece.kind, piece.name)),
        tag("td"),
        sources(piece.reasons, shown.provenance),
    )


def _column(made: Table, column: Column, tenant: str | None, shown: _Shown) -> Markup:
    default = column.default if column.generated is None else f"= {column.generated}"
    if column.identity:
        default = "numbered"
    required = None
    if not column.nullable:
        required = join(
            [
                "yes",
                shown.proofs.chip(
                    shown.proofs.find(
                        made,
                        ["not_null"],
                        [column.name, f"{made.qualified_name}.{column.name}", f"{made.name}.{column.name}"],
                    )
                ),
            ],
            " ",
        )
    marks = [chip(mark, f"key {mark.lower()}") for mark in marks_of(made, column.name, tenant)]
    return row(
        tag("td", marks),
        tag("td", tag("code", column.name)),
        tag("td", tag("code", column.type), shown.variants("column", f"{made.qualified_name}.{column.name}")),
        tag("td", required) if required else tag("td", "no", class_="muted"),
        tag("td", tag("code", default) if default and not column.identity else default),
        sources(_own_reasons(made, column), shown.provenance),
        id_=anchor("c", made.qualified_name, column.name),
    )


def _own_reasons(made: Table, column: Column) -> list[Reason]:
    """The reasons of a column; those of a reference that only tell of its deletion stand at the foreign key."""
    refers = any(column.name in key.columns for key in made.foreign_keys)
    stated = [reason for reason in column.reasons if reason.standing != "default"]
    return stated if refers and stated else column.reasons


def _constraint(made: Table, one: Constraint, shown: _Shown) -> Markup:
    kinds = {
        "primary key": ["primary_key"],
        "unique": ["unique"],
        "check": ["check"],
        "foreign key": ["foreign_key", "on_delete"],
        "unique index": ["unique"],
    }
    names = [one.name] if one.name else []
    for prefix in (made.qualified_name, made.name):
        names += [f"{prefix}.{one.name}"] if one.name else []
        names += [f"{prefix}.{', '.join(one.columns)}", f"{prefix} ({', '.join(one.columns)})"] if one.columns else []
    found = shown.proofs.find(made, kinds.get(one.kind, []), names)
    return row(
        tag("td", tag("span", one.kind, class_="kind"), tag("code", one.name) if one.name else None),
        tag("td", one.rule, shown.variants(one.kind, one.name)),
        tag("td", shown.proofs.chip(found)),
        sources(one.reasons, shown.provenance),
        id_=one.id,
    )


def _constraints(schema: Schema, made: Table) -> Iterator[Constraint]:
    name = made.qualified_name
    if made.primary_key:
        key = made.primary_key
        yield Constraint(
            anchor("k", name, "primary"), "primary key", key.name, _code(key.columns), [], tuple(key.columns)
        )
    for index, foreign in enumerate(made.foreign_keys):
        rule = _foreign_key(schema, foreign)
        yield Constraint(
            anchor("k", name, "key", str(index)),
            "foreign key",
            foreign.name,
            rule,
            foreign.reasons,
            tuple(foreign.columns),
        )
    for index, unique in enumerate(made.uniques):
        rule = _code(unique.columns)
        yield Constraint(
            anchor("k", name, "unique", str(index)), "unique", unique.name, rule, unique.reasons, tuple(unique.columns)
        )
    for index, check in enumerate(made.checks):
        yield Constraint(
            anchor("k", name, "check", str(index)), "check", check.name, tag("code", check.expression), check.reasons
        )
    for index, made_index in enumerate(made.indexes):
        kind = "unique index" if made_index.unique else "index"
        columns = tuple(column or "" for column in made_index.columns)
        yield Constraint(
            anchor("k", name, "index", str(index)),
            kind,
            made_index.name,
            _index(made_index),
            made_index.reasons,
            columns,
        )


def _code(columns: list[str]) -> Markup:
    return tag("code", ", ".join(columns))


def _foreign_key(schema: Schema, key: ForeignKey) -> Markup:
    target = schema.table(key.ref_table, key.ref_schema) or schema.table(key.ref_table)
    name = target.qualified_name if target else key.ref_table
    link = tag("a", name, href=f"#{anchor('t', name)}") if target else tag("span", name)
    action = tag("span", f" on delete {key.on_delete}", class_="muted") if key.on_delete else None
    return join([_code(key.columns), " → ", link, " ", _code(key.ref_columns), action])


def _index(index: Index) -> Markup:
    keys = [(key.column or f"({key.expression})") + (" desc" if key.descending else "") for key in index.keys]
    where = join([tag("span", " where ", class_="muted"), tag("code", index.where)]) if index.where else None
    return join([_code(keys), where])
