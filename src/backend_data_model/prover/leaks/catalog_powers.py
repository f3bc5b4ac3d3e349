"""What the catalog says of powers beside the tables: of roles, of functions, and of what will be made tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.catalog_check import OF_EXTENSION, USER_SCHEMAS, CatalogCheck, quoted

if TYPE_CHECKING:
    from backend_data_model.prover.leaks.subject import Tenancy


def power_checks(tenancy: Tenancy) -> list[CatalogCheck]:
    """The checks of what the application's role could do, or a careless function does, past every policy."""
    role = quoted(tenancy.role)
    superuser = f"EXISTS (SELECT FROM pg_catalog.pg_roles s WHERE s.rolname = {role} AND s.rolsuper)"
    function = (
        "SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p "
        f"JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE {USER_SCHEMAS} "
        f"AND NOT {OF_EXTENSION.format('p')}"
    )
    # pg_depend: a policy depends on the functions that its expressions call
    asked = (
        "EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_policy'::regclass "
        "AND d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid = p.oid)"
    )
    return [
        CatalogCheck(
            "server_access", "leak",
            "SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.rolname IN "
            "('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program') "
            f"AND pg_catalog.pg_has_role({role}, r.oid, 'MEMBER') AND NOT {superuser}",
            "by COPY the role reaches files or programs of the server, and with them every tenant's rows",
            "the role reaches no files or programs of the server",
        ),
        CatalogCheck(
            "default_privileges", "warning",
            "SELECT DISTINCT coalesce(n.nspname::text, 'every schema') FROM pg_catalog.pg_default_acl d "
            "LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace "
            "CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) g WHERE d.defaclobjtype = 'r' "
            "AND g.grantee <> d.defaclrole AND CASE WHEN g.grantee = 0 THEN true "
            f"ELSE pg_catalog.pg_has_role({role}, g.grantee, 'USAGE') END AND NOT {superuser}",
            "default privileges open the tables of tomorrow to the role, whether they have policies or not",
            "no default privileges open the tables of tomorrow to the role",
        ),
        CatalogCheck(
            "leakproof_function", "warning",
            f"{function} AND p.proleakproof AND pg_catalog.has_function_privilege({role}, p.oid, 'EXECUTE')",
            "it is declared LEAKPROOF: it may be called with other tenants' rows before the policies are asked, and "
            "what it says in errors or notices is seen",
            "no function of the schema is declared LEAKPROOF",
        ),
        CatalogCheck(
            "policy_function_owner", "warning",
            f"{function} AND {asked} AND pg_catalog.pg_has_role({role}, p.proowner, 'MEMBER') AND NOT {superuser}",
            "the role owns a function that policies ask: it can change what they say",
            "the role owns no function that policies ask",
        ),
        CatalogCheck(
            "policy_function_volatile", "warning",
            f"{function} AND {asked} AND p.provolatile = 'v'",
            "policies ask a VOLATILE function: it is called for each row, and no index can serve the comparison",
            "no policy asks a VOLATILE function",
        ),
        CatalogCheck(
            "notify", "warning",
            f"{function} AND p.prosrc ~* '\\m(pg_)?notify\\M'",
            "it sends notifications: every session of the database may LISTEN, of whichever tenant",
            "no function sends notifications, which every session may hear",
        ),
    ]  # fmt: skip
