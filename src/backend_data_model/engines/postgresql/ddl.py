"""A schema as DDL for PostgreSQL, in one transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.ddl_writer import INDENT, DdlWriter, join_sections
from backend_data_model.engines.identifiers import quote_string

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine, Policy, Schema, Table, View
    from backend_data_model.model.settings import DesignSettings


_LONGEST_NAME = 63
PARTITIONS_OPTION = "partitions_by_tenant"
"""The option of a table that this script partitions: `list`, or `hash` and the number of partitions (`hash 16`)."""


def partition_name(table: Table, ending: str) -> str:
    """The name of a partition of `table`, cut to the 63 bytes of a name."""
    room = _LONGEST_NAME - len(ending.encode()) - 2
    return f"{table.name.encode()[:room].decode(errors='ignore')}_p{ending}"


def render_ddl(schema: Schema, settings: DesignSettings) -> str:
    """The script that makes `schema` in an empty database; roles outlive a database and are made only when missing."""
    writer = PostgreSQLWriter(schema, settings)
    head = [writer.header(f"PostgreSQL {schema.version or ''}".strip(), writer.notes()), "BEGIN;"]
    return join_sections([(None, head), *ddl_sections(writer), (None, ["COMMIT;"])], writer)


def ddl_sections(writer: PostgreSQLWriter) -> list[tuple[str | None, list[str]]]:
    """The statements of the script in sections, without the transaction around them."""
    schema, settings = writer.schema, writer.settings
    creates, alters = writer.tables_with_later_keys()
    indexes = [writer.index(table, index) for table in schema.tables for index in table.indexes]
    comments = [text for table in schema.tables if (text := writer.comments(table))]
    return [
        ("Roles", [writer.role(role) for role in schema.roles]),
        ("Schemas", [f"CREATE SCHEMA {writer.quote(name)};" for name in schema.namespaces]),
        ("Types", writer.types()),
        ("Functions", [f"{routine.definition};" for routine in schema.routines]),
        ("Tables", creates),
        ("Partitions", [text for table in schema.tables for text in writer.partitions(table)]),
        ("Foreign keys between tables that need each other", alters),
        ("Indexes", indexes),
        ("Triggers", [f"{trigger.definition};" for trigger in schema.triggers]),
        ("Views", [writer.view(view) for view in schema.views]),
        ("Row-level security", writer.row_security()),
        ("Privileges", writer.privileges()),
        ("Comments", comments if settings.comments else []),
    ]


class PostgreSQLWriter(DdlWriter):
    """What PostgreSQL writes differently."""

    engine: ClassVar[Engine] = "postgresql"

    def identity(self, column: Column) -> str:
        """An identity column."""
        always = column.identity is None or column.identity.always
        return f"GENERATED {'ALWAYS' if always else 'BY DEFAULT'} AS IDENTITY"

    def column_options(self, table: Table, column: Column) -> str:
        """An identity column is NOT NULL by itself."""
        text = super().column_options(table, column)
        return text.replace("NOT NULL ", "", 1) if column.identity is not None else text

    @cached_property
    def policies(self) -> dict[str, list[Policy]]:
        """The policies of each table."""
        found: dict[str, list[Policy]] = {}
        for policy in self.schema.policies:
            found.setdefault(policy.table, []).append(policy)
        return found

    def notes(self) -> list[str]:
        """What a reader must know of tenancy."""
        if not self.schema.application_role:
            return []
        if self.settings.row_security_form == "supabase":
            return [
                "Requests come as the role authenticated; auth.uid() is the user, and private.tenant_members says for "
                "which tenants.",
                "Tenants and memberships are made by service_role, which row-level security does not hold.",
                "tenancy/row_security.sql ties private.tenant_members to auth.users and audits the rest: run it next.",
            ]
        return [
            f"The application connects as a member of {self.schema.application_role} and says whose rows it works on, "
            "inside each transaction:",
            "  SELECT set_config('app.current_tenant_id', $1, true);",
            "Without that setting no row is visible.  Tenants themselves are made by a role with BYPASSRLS.",
            "Tables that all tenants share are read-only for the application until more is granted.",
        ]

    def role(self, name: str) -> str:
        """A role without login, made only when the server does not have it."""
        return (
            "DO $$\nBEGIN\n"
            f"{INDENT}IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {self.string(name)}) THEN\n"
            f"{INDENT * 2}CREATE ROLE {self.quote(name)} NOLOGIN NOBYPASSRLS;\n"
            f"{INDENT}END IF;\n"
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN\n"
            f"{INDENT}NULL;\n"
            "END\n$$;"
        )

    def types(self) -> list[str]:
        """Extensions, enum types and domains."""
        found = [f"CREATE EXTENSION IF NOT EXISTS {self.quote(name)};" for name in self.schema.extensions]
        for enum in self.schema.enums:
            values = ", ".join(self.string(value) for value in enum.values)
            found.append(f"CREATE TYPE {self.quote(enum.name)} AS ENUM ({values});")
        for domain in self.schema.domains:
            checks = "".join(f"\n{INDENT}{self.check(check)}" for check in domain.checks)
            null = "" if domain.nullable else " NOT NULL"
            found.append(f"CREATE DOMAIN {self.quote(domain.name)} AS {domain.type}{null}{checks};")
        return found

    def view(self, view: View) -> str:
        """A view."""
        kind = "MATERIALIZED VIEW" if view.materialized else "VIEW"
        invoker = " WITH (security_invoker = true)" if view.security_invoker else ""
        return f"CREATE {kind} {self.quote(view.name)}{invoker} AS\n{view.definition.rstrip(';')};"

    def row_security(self) -> list[str]:
        """Row-level security with its policies, table by table."""
        found = []
        for table in self.schema.tables:
            lines = []
            if table.row_security:
                lines.append(f"ALTER TABLE {self.table_name(table)} ENABLE ROW LEVEL SECURITY;")
            if table.force_row_security:
                lines.append(f"ALTER TABLE {self.table_name(table)} FORCE ROW LEVEL SECURITY;")
            lines += [self.policy(policy) for policy in self.policies.get(table.name, ())]
            if lines:
                found.append("\n".join(lines))
        return found

    def policy(self, policy: Policy) -> str:
        """CREATE POLICY."""
        kind = "" if policy.permissive else " AS RESTRICTIVE"
        roles = f" TO {self.names(policy.roles)}" if policy.roles else ""
        table = f"{self.quote(policy.schema)}.{self.quote(policy.table)}" if policy.schema else self.quote(policy.table)
        text = f"CREATE POLICY {self.quote(policy.name)} ON {table}{kind}"
        text += f" FOR {policy.command.upper()}{roles}"
        if policy.using is not None:
            text += f"\n{INDENT}USING ({policy.using})"
        if policy.check is not None:
            text += f"\n{INDENT}WITH CHECK ({policy.check})"
        return f"{text};"

    def privileges(self) -> list[str]:
        """What the application's role may do; TRUNCATE passes by row-level security and is not granted."""
        role = self.schema.application_role
        if role is None:
            return []
        groups: dict[str, list[str]] = {}
        for table in self.application_tables:
            commands = [policy.command.upper() for policy in self.policies.get(table.name, ())]
            groups.setdefault(", ".join(commands) if commands else "SELECT", []).append(self.table_name(table))
        granted = [
            f"GRANT {commands} ON\n{INDENT}{f',{chr(10)}{INDENT}'.join(tables)}\nTO {self.quote(role)};"
            for commands, tables in groups.items()
        ]
        return [*self.revokes(), *granted, *self.definer_privileges(role)]

    @property
    def application_tables(self) -> list[Table]:
        """The tables that the application may reach: those of the default schema."""
        return [table for table in self.schema.tables if table.schema not in self.schema.namespaces]

    def revokes(self) -> list[str]:
        """Supabase grants everything on new tables, TRUNCATE as well, to its API's roles: that is taken back."""
        if self.settings.row_security_form != "supabase":
            return []
        role = self.quote(self.schema.application_role or "")
        names = f",\n{INDENT}".join(self.table_name(table) for table in self.application_tables)
        text = f"REVOKE ALL ON\n{INDENT}{names}\nFROM PUBLIC, {role};"
        anonymous = text.replace(f"FROM PUBLIC, {role}", "FROM anon").replace("\n", f"\n{INDENT * 2}")
        condition = "IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'anon') THEN"
        block = f"DO $$\nBEGIN\n{INDENT}{condition}\n{INDENT * 2}{anonymous}\n{INDENT}END IF;\nEND\n$$;"
        return [text, block]

    def definer_privileges(self, role: str) -> list[str]:
        """Functions with their owner's rights are for the application's role, not for all."""
        found = []
        for routine in self.schema.routines:
            if routine.security_definer and routine.schema in self.schema.namespaces:
                schema = self.quote(routine.schema or "")
                name = f"{schema}.{self.quote(routine.name)}()"
                found.append(
                    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;\n"
                    f"GRANT USAGE ON SCHEMA {schema} TO {self.quote(role)};\n"
                    f"GRANT EXECUTE ON FUNCTION {name} TO {self.quote(role)};"
                )
        return found

    def table_options(self, table: Table) -> str:
        """PARTITION BY, where this script makes the partitions as well."""
        return f"\nPARTITION BY {table.partition_by}" if PARTITIONS_OPTION in table.options else ""

    def partitions(self, table: Table) -> list[str]:
        """For HASH all partitions; for LIST the one for tenants that have none of their own yet."""
        form, _, number = table.options.get(PARTITIONS_OPTION, "").partition(" ")
        if not form:
            return []
        bounds = {"default": "DEFAULT"}
        if form == "hash":
            bounds = {str(n): f"FOR VALUES WITH (MODULUS {number}, REMAINDER {n})" for n in range(int(number))}
        return [
            f"CREATE TABLE {self.quote(partition_name(table, ending))} PARTITION OF {self.table_name(table)}\n"
            f"{INDENT}{bound};"
            for ending, bound in bounds.items()
        ]

    def comments(self, table: Table) -> str:
        """COMMENT ON the table and those columns that have a description."""
        name = self.table_name(table)
        lines = []
        if table.comment:
            lines.append(f"COMMENT ON TABLE {name} IS {quote_string(table.comment, 'postgresql')};")
        lines += [
            f"COMMENT ON COLUMN {name}.{self.quote(column.name)} IS {quote_string(column.comment, 'postgresql')};"
            for column in table.columns
            if column.comment
        ]
        return "\n".join(lines)
