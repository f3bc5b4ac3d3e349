"""The one place where the stages meet: analyse, design, render, check, review, prove.

The verbs of the library are here: `design`, `review`, `verify`, `trace` and `plan`.  Each stage is imported when it is
reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, get_args

from backend_data_model.model.document import Model, Standing, Tenancy, TenancyKind
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.model.schema import Engine, Schema
from backend_data_model.model.settings import DesignSettings, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.engines.session import EngineSession
    from backend_data_model.engines.verdict import StatementVerdict
    from backend_data_model.migrations.steps import Plan
    from backend_data_model.model.document import AccessPattern, Question
    from backend_data_model.model.settings import KeyPolicy, PartitionForm, RowSecurityForm
    from backend_data_model.prover import Proof
    from backend_data_model.prover.leaks import Hints, LeakReport
    from backend_data_model.reviewer.review import Review
    from backend_data_model.tracer import Trace

    Progress = Callable[[str], None]
    Leaks = Literal["written"] | bool

ENGINES: tuple[Engine, ...] = get_args(Engine)


@dataclass(slots=True)
class Design:
    """A designed system: the model and, for each engine asked for, its schema, DDL, grammar check, review and proof.

    `tenancy[engine]` holds the files that go with the form of tenancy, by name.  `proofs[engine]` is None
    where nothing was proved; `unproved[engine]` then says why.
    """

    model: Model
    schemas: dict[Engine, Schema] = field(default_factory=dict)
    ddl: dict[Engine, str] = field(default_factory=dict)
    statements: dict[Engine, str] = field(default_factory=dict)
    notes: dict[Engine, str] = field(default_factory=dict)
    tenancy: dict[Engine, dict[str, str]] = field(default_factory=dict)
    grammar: dict[Engine, list[StatementVerdict]] = field(default_factory=dict)
    reviews: dict[Engine, Review] = field(default_factory=dict)
    proofs: dict[Engine, Proof | None] = field(default_factory=dict)
    unproved: dict[Engine, str] = field(default_factory=dict)

    @property
    def engines(self) -> list[Engine]:
        """The engines that were asked for, in that order."""
        return list(self.schemas)

    @property
    def questions(self) -> list[Question]:
        """What the text leaves open, in the order of the model."""
        return self.model.questions

    @property
    def review(self) -> Review:
        """The review for the first engine."""
        return self.reviews[self.engines[0]]

    def schema_sql(self, engine: Engine | None = None) -> str:
        """The DDL for `engine`, or for the first one; KeyError where that engine was not asked for."""
        return self.ddl[engine or self.engines[0]]


def design(
    text_or_model: str | Model,
    *,
    engine: Engine | Sequence[Engine] = "postgresql",
    version: str | Mapping[Engine, str] | None = None,
    keys: KeyPolicy = "identity",
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    row_security: RowSecurityForm = "setting",
    citus: bool = False,
    partition_by_tenant: PartitionForm | None = None,
    access_patterns: Sequence[AccessPattern] = (),
    expected_rows: Mapping[str, int] | None = None,
    answers: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
    verify: bool | None = None,
    url: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Design:
    """Design a schema for one engine or several from requirements in plain English, or from a model.

    `version` is that of the engine, or one for each engine by its name.  `verify` None proves where the engine can be
    started and says so where not; True raises EngineUnavailable instead; False proves nothing.  `url` proves in a
    scratch database on that server.  `expected_rows`, by entity, adds the expected sizes to the migration notes;
    numbers that the model itself expects are taken where it is silent.  `answers` are the choices made, by the id of
    the question; a model takes those that confirm what it holds.  `row_security`, `citus` and `partition_by_tenant`
    are for tenants that share tables on PostgreSQL; see `DesignSettings`.  `glossary` is what words
    mean, for requirements.
    Raises InputError for input that cannot be used.
    """
    engines = engines_of(engine)
    settings = settings_for(
        engines, version, keys, row_security=row_security, citus=citus, partition_by_tenant=partition_by_tenant
    )
    tell = progress or stay_silent
    if isinstance(text_or_model, Model):
        model = answered_model(with_tenancy(text_or_model, tenancy, tenant), answers or {})
    else:
        tell("reading the requirements")
        model = analyse_text(
            text_or_model, tenancy=tenancy, tenant=tenant, source=source, answers=answers, glossary=glossary
        )
        check_asked(model, answers or {})
    return design_model(
        with_access_patterns(model, access_patterns),
        settings,
        expected_rows=expected_rows,
        verify=verify,
        url=url,
        progress=progress,
    )


def analyse_text(
    text: str,
    *,
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    source: str | None = None,
    answers: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
) -> Model:
    """Read requirements in plain English, or a read-back, into a model.

    `tenancy` other than `auto` overrules the text; `answers` are the choices made, by the id of the question;
    `glossary` says what words mean.  A read-back holds its facts and takes neither: InputError.
    """
    from backend_data_model.analyst import analyse
    from backend_data_model.readback import is_readback, read_readback

    if is_readback(text):
        given = "answers" if answers else "a glossary"
        if answers or glossary is not None:
            raise InputError(
                f"{given} can only be taken when requirements are read, and this is a read-back",
                help="correct its sentences, or design again from the requirements",
            )
        return with_tenancy(read_readback(text, source), tenancy, tenant)
    model = analyse(text, tenancy=tenancy, tenant=tenant, source=source, answers=answers, glossary=glossary)
    return model if model.title else model.model_copy(update={"title": title_of(text)})


def answered_model(model: Model, answers: Mapping[str, str]) -> Model:
    """The model with answers that confirm its facts; InputError for others, and for those to no question of it."""
    from backend_data_model.documents.answers import with_answers

    check_asked(model, answers)
    return with_answers(model, answers)


def check_asked(model: Model, answers: Mapping[str, str]) -> None:
    """InputError for an answer to a question that the requirements do not raise, with the nearest that they do."""
    asked = [question.id for question in model.questions]
    for name in answers:
        if name not in asked:
            near = get_close_matches(name, asked, n=1)
            known = f"did you mean {near[0]!r}?" if near else "questions.md lists the questions with their ids"
            raise InputError(f"no question has the id {name!r}", help=known)


def title_of(text: str) -> str | None:
    """The Markdown heading with which the text begins, where it does."""
    first = text.lstrip().partition("\n")[0]
    return first.lstrip("#").strip()[:200] or None if first.startswith("#") else None


def design_model(
    model: Model,
    settings: Sequence[DesignSettings],
    *,
    expected_rows: Mapping[str, int] | None = None,
    verify: bool | None = None,
    url: str | None = None,
    progress: Progress | None = None,
) -> Design:
    """Design, render, check, review and prove `model` for each of `settings`; see `design`."""
    from backend_data_model.designer import design_schema
    from backend_data_model.engines.dispatch import (
        check_grammar,
        render_ddl,
        render_statements,
        render_tenancy,
        url_engine,
    )
    from backend_data_model.growth import render_growth
    from backend_data_model.migrations.notes import render_migration_notes
    from backend_data_model.reviewer.review import review_schema

    tell = progress or stay_silent
    made = Design(model)
    rows = {volume.entity: volume.rows for volume in model.volumes if volume.per is None} | dict(expected_rows or {})
    proved_by_url = url_engine(url) if url else None
    for given in settings:
        setting = replace(given, expected_rows=tuple(sorted(rows.items())))
        engine = setting.engine
        tell(f"designing for {engine}")
        schema = design_schema(model, setting)
        made.schemas[engine] = schema
        made.ddl[engine] = render_ddl(schema, setting)
        made.statements[engine] = render_statements(schema, setting)
        made.notes[engine] = render_migration_notes(schema, setting)
        made.tenancy[engine] = render_tenancy(schema, setting)
        if rows:
            made.notes[engine] += render_growth(schema, rows)
        made.grammar[engine] = check_grammar(made.ddl[engine], engine, setting.version)
        tell(f"reviewing {engine}")
        made.reviews[engine] = review_schema(schema, model)
        if verify is False:
            made.proofs[engine], made.unproved[engine] = None, "verification was switched off"
            continue
        server = url if proved_by_url == engine else None
        try:
            made.proofs[engine] = prove_schema(schema, made.ddl[engine], url=server, progress=progress, leaks="written")
        except EngineUnavailable as error:
            if verify or server:
                raise
            made.proofs[engine] = None
            made.unproved[engine] = f"{error}; {error.help}" if error.help else str(error)
    return made


def prove_schema(
    schema: Schema, ddl: str, *, url: str | None = None, progress: Progress | None = None, leaks: Leaks = False
) -> Proof:
    """Load `ddl` on a real engine and prove every constraint of `schema`; EngineUnavailable where there is none.

    With `leaks` the leak battery follows where the schema has row-level policies; "written" makes scripts of it too.
    """
    from backend_data_model.prover import prove

    tell = progress or stay_silent
    tell(f"starting {schema.engine}")
    with open_session(schema.engine, ddl, url) as session:
        proof = prove(
            schema, ddl, session, on_progress=lambda done, total, label: tell(f"proving {done} of {total}: {label}")
        )
        if leaks and schema.policies:
            proof.leaks = try_leaks(schema, session, tell, write=leaks == "written")
        return proof


def try_leaks(
    schema: Schema, session: EngineSession, tell: Progress, hints: Hints | None = None, *, write: bool = False
) -> LeakReport:
    """Run the leak battery on the schema that the session has loaded; what the hints leave open is found out."""
    from backend_data_model.engines.postgresql.session import PostgresSession
    from backend_data_model.prover.leaks import Hints, find_leaks
    from backend_data_model.reviewer.facts.tenancy import find_tenancy

    assert isinstance(session, PostgresSession), "row-level security is PostgreSQL's"
    guess = find_tenancy(schema, None, None)
    given = hints or Hints()
    if guess:
        given = replace(given, inferred_column=guess.column, inferred_table=guess.table)

    def trying(done: int, total: int, label: str) -> None:
        tell(f"trying {done} of {total}: {label}")

    return find_leaks(schema, session, given, write=write, on_progress=trying)


def open_session(engine: Engine, ddl: str, url: str | None = None) -> AbstractContextManager[EngineSession]:
    """A session on a scratch database that goes away with it, for loading `ddl`; SQLite needs no `url` and takes none.

    Raises EngineUnavailable where the engine can be neither started nor reached.
    """
    if engine == "postgresql":
        from backend_data_model.engines.postgresql.session import postgres_session

        return postgres_session(url=url, ddl=ddl)
    if engine == "mysql":
        from backend_data_model.engines.mysql.session import mysql_session

        return mysql_session(url=url)
    from backend_data_model.engines.sqlite.server import sqlite_session

    return sqlite_session()


def review(
    target: Schema | Model | str,
    model: Model | None = None,
    *,
    engine: Engine | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Review:
    """Review a schema, the schema that a model leads to, or DDL text (of `engine`, guessed where it is not given)."""
    from backend_data_model.reviewer.review import review_schema

    if isinstance(target, Model):
        from backend_data_model.designer import design_schema

        model, schema = target, design_schema(target, DesignSettings(engine or "postgresql"))
    else:
        schema = read_schema(target, engine) if isinstance(target, str) else target
    return review_schema(schema, model, select=tuple(select), ignore=tuple(ignore))


def verify(target: Schema | Model | str, *, engine: Engine | None = None, url: str | None = None) -> Proof:
    """Load a schema, the schema of a model, or DDL text on a real engine and prove every constraint.

    Raises EngineUnavailable where the engine can be neither started nor reached.
    """
    from backend_data_model.engines.dispatch import render_ddl

    if isinstance(target, str):
        return prove_schema(read_schema(target, engine), target, url=url, leaks=True)
    settings = DesignSettings(engine or (target.engine if isinstance(target, Schema) else "postgresql"))
    if isinstance(target, Model):
        from backend_data_model.designer import design_schema

        schema = design_schema(target, settings)
    else:
        schema, settings = target, replace(settings, engine=target.engine)
    return prove_schema(schema, render_ddl(schema, settings), url=url, leaks=True)


def trace(
    requirements: str | Model,
    schema: Schema | str,
    *,
    engine: Engine | None = None,
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    glossary: Glossary | None = None,
    prove: bool | None = None,
    url: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Trace requirements, or a model, to what enforces each stated fact in a schema, whoever wrote it.

    `schema` is DDL text (of `engine`, guessed where it is not given) or a schema that was read.  `prove` None shows the
    proof of each constraint where the engine can be started and says so where not; True raises EngineUnavailable
    instead; False proves nothing.  A schema that is no text is proved by its own rendering.
    """
    tell = progress or stay_silent
    if isinstance(requirements, Model):
        model = with_tenancy(requirements, tenancy, tenant)
    else:
        tell("reading the requirements")
        model = analyse_text(requirements, tenancy=tenancy, tenant=tenant, source=source, glossary=glossary)
    ddl = schema if isinstance(schema, str) else None
    read = read_schema(schema, engine) if isinstance(schema, str) else schema
    return trace_model(model, read, ddl=ddl, glossary=glossary, prove=prove, url=url, progress=progress)


def trace_model(
    model: Model,
    schema: Schema,
    *,
    ddl: str | None = None,
    glossary: Glossary | None = None,
    prove: bool | None = None,
    url: str | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Trace a model to a schema and prove its constraints by `ddl`, or by a rendering where there is none."""
    from backend_data_model.engines.dispatch import render_ddl
    from backend_data_model.tracer import trace_schema
    from backend_data_model.tracer.proofs import add_proofs

    (progress or stay_silent)("tracing")
    made = trace_schema(model, schema, glossary)
    if prove is False:
        made.unproved = "proving was switched off"
        return made
    script = ddl if ddl is not None else render_ddl(schema, DesignSettings(schema.engine))
    try:
        proof = prove_schema(schema, script, url=url, progress=progress)
    except EngineUnavailable as error:
        if prove or url:
            raise
        made.unproved = f"{error}; {error.help}" if error.help else str(error)
        return made
    add_proofs(made, proof.engine_label, [(p.table, p.name, p.kind, p.object, p.status) for p in proof.proofs])
    return made


def read_schema(ddl: str, engine: Engine | None) -> Schema:
    """The schema that DDL text states; its dialect is guessed where `engine` is None."""
    from backend_data_model.engines.dispatch import guess_engine, read_ddl

    return read_ddl(ddl, engine or guess_engine(ddl))


def engines_of(asked: Engine | Sequence[Engine]) -> list[Engine]:
    """The engines asked for, each once and in order; InputError for one that we do not know."""
    names = [asked] if isinstance(asked, str) else list(dict.fromkeys(asked))
    unknown = [name for name in names if name not in ENGINES]
    if unknown or not names:
        raise InputError(
            f"unknown engine {unknown[0]!r}" if unknown else "no engine is named",
            help=f"the engines are {', '.join(ENGINES)}",
        )
    return names


def with_tenancy(model: Model, tenancy: TenancyKind | Literal["auto"], tenant: str | None) -> Model:
    """The model with the tenancy that the user asked for; `auto` keeps what the model says."""
    if tenancy == "auto" and tenant is None:
        return model
    kind = model.tenancy.kind if tenancy == "auto" else tenancy
    named = tenant or model.tenancy.tenant
    if kind != "none" and named not in model.entities:
        raise InputError(
            f"the tenant {named!r} is not an entity of the model" if named else "the tenant is not named",
            help=f"name one of the entities with --tenant: {', '.join(model.entities) or 'there are none'}",
        )
    chosen = Tenancy(kind=kind, tenant=None if kind == "none" else named, standing=Standing.USER)
    return model.model_copy(update={"tenancy": chosen})


def with_access_patterns(model: Model, patterns: Sequence[AccessPattern]) -> Model:
    """The model with the user's own access patterns after those of the text."""
    if not patterns:
        return model
    for pattern in patterns:
        if pattern.entity not in model.entities:
            raise InputError(
                f"the query pattern {pattern.description!r} speaks of {pattern.entity!r}, which is not an entity",
                help=f"the entities are {', '.join(model.entities) or 'none'}",
            )
    return model.model_copy(update={"access_patterns": [*model.access_patterns, *patterns]})


def stay_silent(message: str) -> None:
    """The progress of those who do not ask for it."""


def plan(
    old: str | Model | Schema,
    new: str | Model | Schema,
    *,
    engine: Engine | None = None,
    version: str | int | None = None,
    url: str | None = None,
    online_renames: bool = False,
    names: tuple[str, str] = ("OLD", "NEW"),
    progress: Progress | None = None,
) -> Plan:
    """Plan the migration from one schema to another: the steps in order, tried on an empty copy of the old schema.

    `old` and `new` are DDL text (empty: nothing is there yet), a URL of a live database, which is only read, a model
    or a schema.  `engine` is guessed where it is not given; `version` is that of the server on which the plan will run.
    `online_renames`: renamed tables and columns have both names until the contract steps (PostgreSQL).
    Scratch databases are made on a server of our own, or on that of `url`.  `names` stand for the two in messages.
    Raises InputError for what does not load and EngineUnavailable where the engine can be neither started nor reached.
    """
    from backend_data_model.migrations.plan import plan_sources
    from backend_data_model.migrations.source import ddl_of, source_of

    chosen = engines_of(engine or _engine_of(old, new))[0]
    number = None if version is None else str(version)
    # SQLite has dialects by name as well (`libsql`, `d1`); only numbers decide how a model is rendered.
    settings = settings_for([chosen], None if chosen == "sqlite" else number, "identity")[0]
    before, after = (source_of(ddl_of(item, settings), name) for item, name in zip((old, new), names, strict=True))
    tell = progress or stay_silent
    return plan_sources(before, after, chosen, version=number, server_url=url, tell=tell, online_renames=online_renames)


def _engine_of(*items: str | Model | Schema) -> Engine:
    from backend_data_model.engines.dispatch import guess_engine, url_engine
    from backend_data_model.migrations.source import source_of

    for item in items:
        if isinstance(item, Schema):
            return item.engine
        url = source_of(item, "").url if isinstance(item, str) else None
        if url:
            return url_engine(url)
    text = "\n".join(item for item in items if isinstance(item, str))
    return guess_engine(text) if text.strip() else "postgresql"
