"""`tenancy/README.md` for SQLite and what is built on it: who keeps tenants apart, and where their files are.

From the documentation of SQLite ("Implementation Limits", "sqlite3_limit", "Long Term Support": WAL), Cloudflare D1
("Limits", read 2026), Turso ("Platform API") and LiteFS ("How LiteFS works").  None of the three hosts was tried here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema

FILES_README = """\
# A database file for each tenant

SQLite has no users, no privileges and no row-level security: whoever can open a file can read all of it. So each tenant
has a file of its own, and a query cannot reach another's. `tenant_files.py` makes, lists, migrates, backs up and drops
them (`python3 tenant_files.py` tells how).

## Routing

- Find the tenant of the signed-in user, look its file up in `registry.db`, open that file alone. Never take a file name
  from the request.
- On each connection: `PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;` and no ATTACH
  (`sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0)`), or a query could open another tenant's file.
- One process that opens all the files holds all tenants: where that is too little, run a process and a system user
  for each tenant, with files of mode 0600.
- Users of several tenants, and everything that all tenants share, do not fit in a tenant's file: keep sign-in and
  memberships in a database of their own, and copy shared lists into each file by a migration.
- A query over all tenants is a loop over files. Nothing refers from one file to another.

## Where it runs (from their documentation; not tried here)

- **A disk of yours**: the script as it is; WAL needs a local disk, not a network file system.
- **LiteFS**: put the directory into the mount; all files are copied. Only the primary writes: run the script there.
- **Turso (libSQL)**: a database for each tenant in one group, made from a template (`seed`), with a token that opens
  this database alone. Run the migrations by the same rule: the template first, then each, each noting what it has seen.
- **Cloudflare D1**: a database for each tenant (10 GB at most). A Worker has some thousands of bindings at most, and
  they are fixed when it is deployed: beyond that use Durable Objects with SQLite, or route to several Workers. No
  BEGIN and no ATTACH there: `wrangler d1 migrations apply NAME` for each database notes what it has seen.
"""

_SHARED = """\
# Tenants that share one SQLite database

SQLite, D1 and Turso have no users, no privileges and no row-level security. **Nothing in the database keeps tenants
apart here**: each query must name the tenant, and one that forgets it shows everything. A view does not help, since
whoever can read it can read the table under it.

What the schema does by itself: unique keys hold inside a tenant, and foreign keys carry the tenant, so that no row
can refer to another tenant's.

- Let one layer of the application write all SQL and bind `{column}` in every statement on:
  {names}.
- Test it with two tenants in one database.
- Where that is too little, choose a file for each tenant (`--tenancy database`): the engine then keeps them apart.
"""


def shared_readme(schema: Schema) -> str:
    """What no engine does for tenants in one database, with the tables that need it."""
    named = [table.name for table in schema.tables if table.scope in ("tenant", "both")]
    column = schema.tenant_column or ""
    return _SHARED.format(column=column, names=", ".join(f"`{name}`" for name in named) or "no table yet")
