"""`design`: from requirements or a model to a schema for each engine that is rendered, checked, reviewed and proved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import Model
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.model.settings import settings_for
from backend_data_model.pipeline.claiming import with_claims
from backend_data_model.pipeline.engines import engines_of
from backend_data_model.pipeline.progress import stay_silent
from backend_data_model.pipeline.proving import prove_schema
from backend_data_model.pipeline.requirements import (
    analyse_text,
    answered_model,
    check_asked,
    with_access_patterns,
    with_tenancy,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.claims import ClaimsReport, Loaded
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.engines.verdict import StatementVerdict
    from backend_data_model.model.document import AccessPattern, Question, TenancyKind
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.model.settings import DesignSettings, KeyPolicy, PartitionForm, RowSecurityForm
    from backend_data_model.pipeline.progress import Progress
    from backend_data_model.pipeline.proving import Leaks
    from backend_data_model.prover import Proof
    from backend_data_model.reviewer.review import Review


@dataclass(slots=True)
class Design:
    """A designed system: the model and, for each engine asked for, its schema, DDL, grammar check, review and proof.

    `tenancy[engine]` holds the files that go with the form of tenancy, by name.  `proofs[engine]` is None
    where nothing was proved; `unproved[engine]` then says why.  `claims` is what became of a language model's claims.
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
    claims: ClaimsReport | None = None

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
    claims: Loaded | str | None = None,
    verify: bool | None = None,
    leaks: bool = True,
    url: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Design:
    """Design a schema for one engine or several from requirements in plain English, or from a model.

    `version` is that of the engine, or one for each engine by its name.  `verify` None proves where the engine can be
    started and says so where not; True raises EngineUnavailable instead; False proves nothing.  Without `leaks` the
    leak battery is left out, which the proof says.  `url` proves in a
    scratch database on that server.  `expected_rows`, by entity, adds the expected sizes to the migration notes;
    numbers that the model itself expects are taken where it is silent.  `answers` are the choices made, by the id of
    the question; a model takes those that confirm what it holds.  `row_security`, `citus` and `partition_by_tenant`
    are for tenants that share tables on PostgreSQL; see `DesignSettings`.  `glossary` is what words
    mean, `claims` what a language model says of them (a claims document, or its JSON), both for requirements.
    Raises InputError for input that cannot be used.
    """
    engines = engines_of(engine)
    settings = settings_for(
        engines, version, keys, row_security=row_security, citus=citus, partition_by_tenant=partition_by_tenant
    )
    tell = progress or stay_silent
    report = None
    if isinstance(text_or_model, Model):
        if claims is not None:
            raise InputError("claims are about requirements, and this is a model", help="design from the requirements")
        model = answered_model(with_tenancy(text_or_model, tenancy, tenant), answers or {})
    else:
        tell("reading the requirements")
        model = analyse_text(
            text_or_model, tenancy=tenancy, tenant=tenant, source=source, answers=answers, glossary=glossary
        )
        if claims is not None:
            model, report = with_claims(model, text_or_model, _loaded(claims), answers=answers, source=source)
        check_asked(model, answers or {})
    made = design_model(
        with_access_patterns(model, access_patterns),
        settings,
        expected_rows=expected_rows,
        verify=verify,
        leaks=leaks,
        url=url,
        progress=progress,
    )
    made.claims = report
    return made


def _loaded(claims: Loaded | str) -> Loaded:
    from backend_data_model.claims import load_claims

    return load_claims(claims) if isinstance(claims, str) else claims


def design_model(
    model: Model,
    settings: Sequence[DesignSettings],
    *,
    expected_rows: Mapping[str, int] | None = None,
    verify: bool | None = None,
    leaks: bool = True,
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
            battery: Leaks = "written" if leaks else "untried"
            made.proofs[engine] = prove_schema(schema, made.ddl[engine], url=server, progress=progress, leaks=battery)
        except EngineUnavailable as error:
            if verify or server:
                raise
            made.proofs[engine] = None
            made.unproved[engine] = f"{error}; {error.help}" if error.help else str(error)
    return made
