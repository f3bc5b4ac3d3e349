"""The decision how tenants are kept apart.

Thresholds follow the common practice of PostgreSQL services (Citus, Crunchy Data, Bytebase, AWS SaaS Lens: silo,
bridge, pool).  They hold for PostgreSQL 15 to 18; a schema for each tenant is limited by the size of the catalog, not
by a setting.  None was measured here but the price of row-level security (benchmarks/row_security_cost.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.decisions.tree import Branch, Caution, Input, Option, Tree, at_least, below, one_of

if TYPE_CHECKING:
    from backend_data_model.model.document import TenancyKind

FEW = 50
SOME = 1_000
CATALOG_LIMIT = 5_000
MANY = 100_000
FAST = 10_000

PRACTICE = "consensus of Bytebase, Crunchy Data and Supabase: shared tables whenever possible"
SILO = "AWS SaaS Lens: silo for regulated or large customers, pool for the rest"
CATALOG = "PostgreSQL reads the catalog of all schemas; dumps and migrations grow with tenants times tables"
CITUS = "Citus documentation, Multi-tenant Applications: distribute by the tenant, keys contain it"

TREE = Tree(
    subject="tenancy",
    question="How is the data of several customers kept apart?",
    inputs=(
        Input(
            "tenants",
            "About how many tenants will there be in two years?",
            SOME,
            "the usual product that many customers sign up for has a thousand or more",
        ),
        Input(
            "isolation",
            "How far apart must their data be?",
            "logical",
            "nothing asks for more than that no tenant sees another's rows",
            (
                ("logical", "no tenant may see or change another's rows"),
                ("strict", "the data must be physically separated, or a contract says so"),
                ("schema", "stated: each tenant has a schema of its own"),
                ("database", "stated: each tenant has a database of its own"),
            ),
        ),
        Input(
            "compliance",
            "Which law or contract governs the data?",
            "none",
            "no law or standard is named",
            (
                ("none", "none that asks for separate storage"),
                ("regulated", "HIPAA, PCI DSS, SOC 2, GDPR: access must be controlled and shown"),
                ("residency", "the data of some tenants must stay in a country or with a key of their own"),
            ),
        ),
        Input(
            "size",
            "How large are the tenants?",
            "mixed",
            "nothing is said of large customers",
            (
                ("mixed", "small and middling, or of all sizes"),
                ("enterprise", "a few large ones, each with a contract of its own"),
            ),
        ),
        Input(
            "growth",
            "How fast do tenants come?",
            "steady",
            "nothing is said of growth",
            (
                ("steady", "each is set up by people"),
                ("fast", "they sign up themselves, or become ten times as many"),
            ),
        ),
        Input(
            "restore",
            "Must a single tenant be restored, moved or changed alone?",
            "together",
            "nothing asks for it",
            (
                ("together", "one backup for all; a tenant can be exported and deleted"),
                ("each", "a tenant must be restored to a moment, moved, or have tables of its own"),
            ),
        ),
        Input(
            "load",
            "Do some tenants make much more load than others?",
            "even",
            "nothing is said of noisy tenants",
            (
                ("even", "none can slow the others down"),
                ("uneven", "a few are so busy that the others would feel it"),
            ),
        ),
    ),
    options=(
        Option(
            "none",
            "one customer: no tenant",
            ("every key, rule and index is as short as it can be",),
            ("a second customer later means a new installation, or a tenant key on every table",),
        ),
        Option(
            "shared",
            "shared tables with a tenant key and row-level security",
            (
                "one schema, one migration, one pool of connections for any number of tenants",
                "a new tenant is one row; totals over all tenants are one query",
            ),
            (
                "every key, foreign key, unique rule and index carries the tenant: 8 bytes more in each",
                "isolation rests on policies: they need a test in CI (the leak battery)",
                "one backup for all: one tenant is restored by export and import",
                "a busy tenant shares CPU, memory and vacuum with all others",
            ),
            (
                Caution(
                    (one_of("load", "uneven"),),
                    "a few busy tenants: give them a database of their own with the same schema, or limit them "
                    "(statement_timeout and connection limits by role); the tenant key makes moving one possible",
                ),
                Caution(
                    (one_of("isolation", "strict"),),
                    "separate storage was asked for and shared tables do not give it: agree with those tenants that "
                    "row-level security is enough, or move them into databases of their own",
                ),
                Caution(
                    (one_of("compliance", "residency"),),
                    "data that must stay in a country needs one installation in each region; inside it tables are "
                    "shared",
                ),
                Caution(
                    (one_of("compliance", "regulated"),),
                    "show the control: row-level security forced, a role without BYPASSRLS, an audit of reads, the "
                    "leak battery in CI",
                ),
                Caution(
                    (one_of("restore", "each"),),
                    "a single tenant is restored from a second server at that moment, by export and import of its rows",
                ),
            ),
        ),
        Option(
            "shared-distributed",
            "shared tables with a tenant key, ready to be distributed by it (Citus)",
            (
                "the tenant key is in every key already, so that tables can be spread over servers by it",
                "queries of one tenant go to one server",
            ),
            (
                "every key and foreign key must contain the tenant; small global tables are copied to every server",
                "queries across tenants go to all servers; a cluster to run and pay",
                "before one server is too small, the same schema runs on it unchanged: distribute later",
            ),
            (
                Caution(
                    (one_of("isolation", "strict"),),
                    "separate storage was asked for and shared tables do not give it: move those tenants apart",
                ),
            ),
        ),
        Option(
            "schema",
            "a schema for each tenant in one database",
            (
                "a tenant is dumped, restored, dropped or changed alone",
                "queries name no tenant; a forgotten WHERE shows nothing of others",
            ),
            (
                "each migration runs once for each tenant and can stop half-way: it must be resumable",
                "search_path must be set for each transaction; a wrong one shows another tenant",
                "catalog and caches grow with tenants times tables; totals over tenants are a UNION",
            ),
            (
                Caution(
                    (at_least("tenants", SOME),),
                    f"past about {CATALOG_LIMIT:,} schemas dumps, autovacuum and planning suffer from the catalog",
                ),
                Caution((one_of("load", "uneven"),), "schemas share the server: a busy tenant still slows the others"),
            ),
        ),
        Option(
            "database",
            "a database for each tenant",
            (
                "the strongest separation: own roles, own backup, own key, own region or server",
                "a busy or regulated tenant gets a server of its own without a change of the schema",
            ),
            (
                "provisioning, migration, monitoring and backup happen once for each tenant",
                "a pool of connections for each; no foreign key and no join between databases",
                "a registry must say where each tenant is; the fixed cost is paid by the smallest tenant too",
            ),
            (
                Caution(
                    (at_least("tenants", SOME),),
                    "at 1,000 databases or more each migration is a long campaign: automate it before the first tenant",
                ),
                Caution((one_of("growth", "fast"),), "self-service sign-up must then create databases within seconds"),
            ),
        ),
    ),
    branches=(
        Branch((below("tenants", 2),), "none", "there is only one customer", "nothing is to be kept apart"),
        Branch(
            (one_of("isolation", "database"),),
            "database",
            "the requirements say that each tenant has a database of its own",
            "stated",
        ),
        Branch(
            (one_of("isolation", "schema"),),
            "schema",
            "the requirements say that each tenant has a schema of its own",
            "stated",
        ),
        Branch(
            (below("tenants", FEW), one_of("isolation", "strict")),
            "database",
            "fewer than 50 tenants that must be physically apart: a database for each is worth its price",
            SILO,
        ),
        Branch(
            (below("tenants", FEW), one_of("compliance", "residency")),
            "database",
            "fewer than 50 tenants whose data may be bound to places or keys: each database stands where it must",
            SILO,
        ),
        Branch(
            (below("tenants", FEW), one_of("size", "enterprise"), one_of("compliance", "regulated")),
            "database",
            "few large customers under regulation pay for, and audit, a database of their own",
            SILO,
        ),
        Branch(
            (below("tenants", SOME), one_of("isolation", "strict"), one_of("growth", "steady")),
            "schema",
            "50 to 1,000 tenants that must be apart: a schema for each separates them at a bearable price",
            CATALOG,
        ),
        Branch(
            (below("tenants", SOME), one_of("restore", "each"), one_of("growth", "steady")),
            "schema",
            "up to 1,000 tenants of which each is restored or changed alone: that is what a schema for each gives",
            CATALOG,
        ),
        Branch(
            (at_least("tenants", MANY),),
            "shared-distributed",
            "100,000 tenants or more may outgrow one server: the tenant key is what they are spread by",
            CITUS,
        ),
        Branch(
            (at_least("tenants", FAST), one_of("growth", "fast")),
            "shared-distributed",
            "10,000 tenants that become ten times as many may outgrow one server",
            CITUS,
        ),
        Branch(
            (),
            "shared",
            "nothing asks for separate storage, and shared tables with row-level security cost least for each tenant",
            PRACTICE,
        ),
    ),
)


def kind_of(option: str) -> TenancyKind:
    """The tenancy of the model document that an option of the tree means."""
    kinds: dict[str, TenancyKind] = {
        "none": "none",
        "shared": "shared",
        "shared-distributed": "shared",
        "schema": "schema",
        "database": "database",
    }
    return kinds[option]
