"""What the rules know beside the statement they look at: the version, and what the script itself makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Objection:
    """Why PostgreSQL would refuse a statement that its grammar lets through.

    `code` is the SQLSTATE.  Without `certain` it depends on what the database holds, so that the verdict stays open.
    """

    code: str
    message: str
    certain: bool = True


@dataclass(slots=True)
class Context:
    """The server's version, and the names that the script makes."""

    version: tuple[int, ...]
    types: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    extensions: set[str] = field(default_factory=set)
    access_methods: set[str] = field(default_factory=set)

    def collect(self, nodes: Iterable[pb.Node]) -> None:
        """Note the types, functions and extensions that statements make."""
        for node in nodes:
            kind = node.WhichOneof("node")
            if kind == "create_enum_stmt":
                self.types.add(node.create_enum_stmt.type_name[-1].string.sval)
            elif kind == "create_domain_stmt":
                self.types.add(node.create_domain_stmt.domainname[-1].string.sval)
            elif kind == "composite_type_stmt":
                self.types.add(node.composite_type_stmt.typevar.relname)
            elif kind == "create_range_stmt":
                self.types.add(node.create_range_stmt.type_name[-1].string.sval)
            elif kind == "define_stmt" and node.define_stmt.kind == pb.OBJECT_TYPE:
                self.types.add(node.define_stmt.defnames[-1].string.sval)
            elif kind == "create_stmt":
                self.types.add(node.create_stmt.relation.relname)
            elif kind == "define_stmt" and node.define_stmt.kind == pb.OBJECT_AGGREGATE:
                self.functions.add(node.define_stmt.defnames[-1].string.sval)
            elif kind == "create_function_stmt":
                self.functions.add(node.create_function_stmt.funcname[-1].string.sval)
            elif kind == "create_extension_stmt":
                self.extensions.add(node.create_extension_stmt.extname)
            elif kind == "create_am_stmt":
                self.access_methods.add(node.create_am_stmt.amname)
