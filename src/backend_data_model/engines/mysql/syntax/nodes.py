"""What the parser makes of a statement.  Offsets are 0-based characters in the statement's text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

KeyKind = Literal["primary", "unique", "index", "fulltext", "spatial"]


@dataclass(slots=True)
class Reference:
    """A name used in an expression: the last part of a column's name, or a function's name in lower case."""

    name: str
    offset: int


@dataclass(slots=True)
class Expression:
    """An expression as it stands in the text.

    `literal` names the kind when it is nothing but a literal; `parenthesized` says that parentheses surround the whole.
    """

    text: str
    offset: int
    columns: list[Reference] = field(default_factory=list)
    functions: list[Reference] = field(default_factory=list)
    variables: list[Reference] = field(default_factory=list)
    subqueries: list[int] = field(default_factory=list)
    literal: Literal["string", "number", "null", "boolean", "now", "other"] | None = None
    parenthesized: bool = False
    multi_valued: bool = False


@dataclass(slots=True)
class TypeName:
    """A column type: `name` in lower case as written (synonyms unresolved)."""

    name: str
    offset: int
    arguments: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    unsigned: bool = False
    zerofill: bool = False
    character_set: str | None = None
    collation: str | None = None
    binary: bool = False


@dataclass(slots=True)
class CheckDef:
    """`[CONSTRAINT name] CHECK (expression) [[NOT] ENFORCED]`."""

    expression: Expression
    offset: int
    name: str | None = None
    enforced: bool = True
    on_column: str | None = None


@dataclass(slots=True)
class ForeignKeyDef:
    """`FOREIGN KEY (...) REFERENCES ...`, or a column's own REFERENCES (`on_column`)."""

    columns: list[str]
    ref_schema: str | None
    ref_table: str
    ref_columns: list[str]
    offset: int
    name: str | None = None
    index_name: str | None = None
    on_delete: str | None = None
    on_update: str | None = None
    on_column: bool = False


@dataclass(slots=True)
class KeyPart:
    """One part of a key: a column with an optional prefix length, or an expression."""

    offset: int
    column: str | None = None
    expression: Expression | None = None
    length: int | None = None
    descending: bool = False


@dataclass(slots=True)
class KeyDef:
    """A key or index; `name` is the index's, `constraint` the name after CONSTRAINT."""

    kind: KeyKind
    parts: list[KeyPart]
    offset: int
    name: str | None = None
    constraint: str | None = None
    method: str | None = None
    visible: bool = True


@dataclass(slots=True)
class ColumnDef:
    """A column with the constraints written at it."""

    name: str
    type: TypeName
    offset: int
    nullable: bool | None = None
    default: Expression | None = None
    on_update: Expression | None = None
    auto_increment: bool = False
    key: Literal["primary", "unique"] | None = None
    comment: str | None = None
    generated: Expression | None = None
    stored: bool = False
    visible: bool = True
    srid: str | None = None
    checks: list[CheckDef] = field(default_factory=list)
    references: ForeignKeyDef | None = None


@dataclass(slots=True)
class Partitioning:
    """PARTITION BY: its text, and the columns it names (None where the primary key is meant)."""

    text: str
    method: str
    offset: int
    columns: list[str] = field(default_factory=list)
    subpartition_columns: list[str] = field(default_factory=list)
    expression: Expression | None = None


TableElement = ColumnDef | KeyDef | ForeignKeyDef | CheckDef


@dataclass(slots=True)
class CreateTable:
    """CREATE TABLE."""

    schema: str | None
    name: str
    offset: int
    elements: list[TableElement] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    partitioning: Partitioning | None = None
    like: tuple[str | None, str] | None = None
    from_query: bool = False
    temporary: bool = False
    if_not_exists: bool = False
    replaces: bool = False


@dataclass(slots=True)
class Place:
    """Where a column goes: FIRST, or after another column."""

    after: str | None = None


@dataclass(slots=True)
class AddColumn:
    """ADD COLUMN."""

    column: ColumnDef
    place: Place | None
    if_not_exists: bool = False


@dataclass(slots=True)
class AddElement:
    """ADD of a key, foreign key or check."""

    element: KeyDef | ForeignKeyDef | CheckDef


@dataclass(slots=True)
class ChangeColumn:
    """MODIFY and CHANGE: the column called `old` becomes `column`."""

    old: str
    column: ColumnDef
    place: Place | None


@dataclass(slots=True)
class AlterColumn:
    """ALTER COLUMN: SET DEFAULT (None drops it) or SET VISIBLE."""

    name: str
    offset: int
    sets_default: bool
    default: Expression | None = None


@dataclass(slots=True)
class Drop:
    """DROP COLUMN, INDEX, PRIMARY KEY, FOREIGN KEY, CHECK or CONSTRAINT."""

    what: Literal["column", "index", "primary key", "foreign key", "check", "constraint"]
    name: str | None
    offset: int
    if_exists: bool = False


@dataclass(slots=True)
class Rename:
    """RENAME of the table (`old` is None), a column or an index."""

    what: Literal["table", "column", "index"]
    old: str | None
    new: str
    new_schema: str | None = None


@dataclass(slots=True)
class SetCheck:
    """ALTER CHECK ... [NOT] ENFORCED."""

    name: str
    enforced: bool


@dataclass(slots=True)
class SetIndexVisibility:
    """ALTER INDEX ... VISIBLE or INVISIBLE."""

    name: str
    visible: bool


@dataclass(slots=True)
class SetOptions:
    """Table options."""

    options: dict[str, str]


@dataclass(slots=True)
class SetPartitioning:
    """PARTITION BY, or REMOVE PARTITIONING (None)."""

    partitioning: Partitioning | None


@dataclass(slots=True)
class Physical:
    """What changes no definition: ENABLE KEYS, FORCE, ORDER BY, partition maintenance, tablespaces."""

    text: str


AlterAction = (
    AddColumn
    | AddElement
    | ChangeColumn
    | AlterColumn
    | Drop
    | Rename
    | SetCheck
    | SetIndexVisibility
    | SetOptions
    | SetPartitioning
    | Physical
)


@dataclass(slots=True)
class AlterTable:
    """ALTER TABLE, CREATE INDEX and DROP INDEX: `algorithm` and `lock` in capitals where given."""

    schema: str | None
    name: str
    offset: int
    actions: list[AlterAction] = field(default_factory=list)
    algorithm: str | None = None
    lock: str | None = None


@dataclass(slots=True)
class DropTable:
    """DROP TABLE (or DROP VIEW with `view`)."""

    names: list[tuple[str | None, str]]
    if_exists: bool
    view: bool = False


@dataclass(slots=True)
class RenameTable:
    """RENAME TABLE a TO b, ..."""

    pairs: list[tuple[tuple[str | None, str], tuple[str | None, str]]]


@dataclass(slots=True)
class CreateView:
    """CREATE VIEW; `definition` is the query."""

    schema: str | None
    name: str
    definition: str
    invoker: bool = False


@dataclass(slots=True)
class CreateTrigger:
    """CREATE TRIGGER; `checked` says whether the grammar of the whole body was followed."""

    schema: str | None
    name: str
    table: str
    table_schema: str | None = None
    checked: bool = False


@dataclass(slots=True)
class CreateRoutine:
    """CREATE FUNCTION or PROCEDURE; `checked` says whether the grammar of the whole body was followed."""

    schema: str | None
    name: str
    invoker: bool = False
    checked: bool = False


@dataclass(slots=True)
class DropProgram:
    """DROP TRIGGER, FUNCTION or PROCEDURE."""

    what: Literal["trigger", "function", "procedure"]
    schema: str | None
    name: str


@dataclass(slots=True)
class UseDatabase:
    """USE."""

    name: str


@dataclass(slots=True)
class Other:
    """A statement that states no table structure; `checked` says whether its whole grammar was followed."""

    kind: str
    checked: bool = False


Node = (
    CreateTable
    | AlterTable
    | DropTable
    | RenameTable
    | CreateView
    | CreateTrigger
    | CreateRoutine
    | DropProgram
    | UseDatabase
    | Other
)
