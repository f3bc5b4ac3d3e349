"""What a report needs of a design; the pipeline's `Design` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.prover.proof import Proof
    from backend_data_model.reviewer.review import Review


class DesignLike(Protocol):
    """A model and, for each engine, its schema, DDL, review and proof (None where `unproved` says why not)."""

    @property
    def model(self) -> Model:
        """The model document."""

    @property
    def schemas(self) -> Mapping[Engine, Schema]:
        """The schema for each engine; the first is the one shown in the diagram and the tables."""

    @property
    def ddl(self) -> Mapping[Engine, str]:
        """The DDL for each engine."""

    @property
    def reviews(self) -> Mapping[Engine, Review]:
        """The review for each engine."""

    @property
    def proofs(self) -> Mapping[Engine, Proof | None]:
        """The proof for each engine, or None."""

    @property
    def unproved(self) -> Mapping[Engine, str]:
        """Why there is no proof, for the engines that have none."""
