"""Type and function names: PostgreSQL's grammar takes any name for a type (pg_type and pg_proc of 18.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.grammar_context import Objection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.grammar_context import Context

BUILT_IN = frozenset(
    """aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
    anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr
    circle cstring date datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet
    int2 int2vector int4 int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath
    language_handler line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path
    pg_ddl_command pg_lsn pg_snapshot point polygon record refcursor regclass regcollation regconfig
    regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype serial serial2 serial4 serial8
    bigserial smallserial table_am_handler text tid time timestamp timestamptz timetz trigger tsm_handler tsmultirange
    tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8
    xml""".split()  # noqa: SIM905
)
_WITH_MODIFIER = frozenset(
    {"bit", "bpchar", "char", "interval", "numeric", "time", "timestamp", "timestamptz", "timetz", "varbit", "varchar"}
)
_OF_EXTENSION = {
    "citext": "citext",
    "hstore": "hstore",
    "ltree": "ltree",
    "lquery": "ltree",
    "cube": "cube",
    "geometry": "postgis",
    "geography": "postgis",
    "vector": "vector",
    "halfvec": "vector",
    "sparsevec": "vector",
    "isbn": "isn",
    "seg": "seg",
}
# Types of other engines, and what to write instead.
FOREIGN_TYPES = {
    "datetime": "timestamptz",
    "datetime2": "timestamptz",
    "smalldatetime": "timestamptz",
    "datetimeoffset": "timestamptz",
    "timestamp_ntz": "timestamp",
    "tinyint": "smallint",
    "mediumint": "integer",
    "int1": "smallint",
    "int3": "integer",
    "number": "numeric",
    "double": "double precision",
    "unsigned": "bigint with a CHECK",
    "tinytext": "text",
    "mediumtext": "text",
    "longtext": "text",
    "string": "text",
    "nvarchar": "varchar or text",
    "nvarchar2": "varchar or text",
    "varchar2": "varchar or text",
    "ntext": "text",
    "clob": "text",
    "nclob": "text",
    "blob": "bytea",
    "tinyblob": "bytea",
    "mediumblob": "bytea",
    "longblob": "bytea",
    "binary": "bytea",
    "varbinary": "bytea",
    "raw": "bytea",
    "image": "bytea",
    "uniqueidentifier": "uuid",
    "guid": "uuid",
    "enum": "CREATE TYPE ... AS ENUM, or text with a CHECK",
    "set": "text[] with a CHECK",
    "year": "smallint",
    "bool1": "boolean",
    "smallmoney": "numeric",
    "sql_variant": "jsonb",
    "object": "jsonb",
    "variant": "jsonb",
    "rowversion": "bigint",
    "autoincrement": "bigint GENERATED ALWAYS AS IDENTITY",
}
FOREIGN_FUNCTIONS = {
    "getdate": "now()",
    "getutcdate": "now() AT TIME ZONE 'UTC'",
    "sysdatetime": "now()",
    "sysdate": "now()",
    "curdate": "CURRENT_DATE",
    "curtime": "CURRENT_TIME",
    "utc_timestamp": "now() AT TIME ZONE 'UTC'",
    "unix_timestamp": "extract(epoch FROM now())",
    "newid": "gen_random_uuid()",
    "newsequentialid": "uuidv7() (18) or gen_random_uuid()",
    "uuid": "gen_random_uuid()",
    "generate_uuid": "gen_random_uuid()",
    "uuid_v4": "gen_random_uuid()",
    "uuid_v7": "uuidv7() (18)",
    "uuid_generate_v7": "uuidv7() (18)",
    "uuid_to_bin": "the uuid type",
    "bin_to_uuid": "the uuid type",
    "ifnull": "coalesce()",
    "nvl": "coalesce()",
    "isnull": "coalesce() or IS NULL",
    "iif": "CASE",
    "len": "length()",
    "datediff": "subtraction of dates",
    "dateadd": "+ interval",
    "datepart": "extract()",
    "strftime": "to_char()",
    "julianday": "extract()",
    "group_concat": "string_agg()",
    "json_extract": "-> or jsonb_path_query()",
    "json_valid": "IS JSON (16)",
    "last_insert_id": "RETURNING",
    "rand": "random()",
    "regexp": "~",
}
_EXTENSION_FUNCTIONS = {
    "uuid_generate_v1": "uuid-ossp",
    "uuid_generate_v1mc": "uuid-ossp",
    "uuid_generate_v4": "uuid-ossp",
    "gen_random_bytes": "pgcrypto",
    "crypt": "pgcrypto",
    "gen_salt": "pgcrypto",
    "digest": "pgcrypto",
    "hmac": "pgcrypto",
    "unaccent": "unaccent",
    "similarity": "pg_trgm",
}
_MOST_CHARACTERS = 10_485_760
_MOST_DIGITS = 1000


def check_types(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """Types that do not exist, and modifiers that a type does not take."""
    for message in below:
        if isinstance(message, pb.TypeName) and message.names:
            yield from _type(message, context)


def _type(name: pb.TypeName, context: Context) -> Iterator[Objection]:
    parts = [part.string.sval for part in name.names]
    plain = parts[-1]
    if len(parts) == 2 and parts[0] != "pg_catalog":
        return
    if plain not in BUILT_IN and plain not in context.types:
        yield from _unknown_type(plain, context)
    elif name.typmods and plain in BUILT_IN:
        yield from _modifiers(plain, name)


def _unknown_type(name: str, context: Context) -> Iterator[Objection]:
    extension = _OF_EXTENSION.get(name)
    if extension:
        if extension not in context.extensions:
            message = f'type "{name}" comes from the extension {extension}, which the script does not create'
            yield Objection("42704", message, certain=False)
    elif name in FOREIGN_TYPES:
        yield Objection("42704", f'type "{name}" does not exist; PostgreSQL has {FOREIGN_TYPES[name]}')
    else:
        yield Objection("42704", f'type "{name}" is neither built in nor made by the script', certain=False)


def _modifiers(plain: str, name: pb.TypeName) -> Iterator[Objection]:
    if plain not in _WITH_MODIFIER:
        yield Objection("42601", f'type modifier is not allowed for type "{plain}"')
        return
    if plain == "interval":
        return
    numbers = [node.a_const.ival.ival for node in name.typmods if node.a_const.WhichOneof("val") == "ival"]
    if len(numbers) != len(name.typmods):
        yield Objection("22P02", f'the length of type "{plain}" must be a number')
    elif plain in {"varchar", "bpchar", "bit", "varbit"}:
        if numbers[0] < 1:
            yield Objection("22023", f'length for type "{plain}" must be at least 1')
        elif plain in {"varchar", "bpchar"} and numbers[0] > _MOST_CHARACTERS:
            yield Objection("22023", f'length for type "{plain}" cannot exceed {_MOST_CHARACTERS}')
    elif plain == "numeric" and not 1 <= numbers[0] <= _MOST_DIGITS:
        yield Objection("22023", f"NUMERIC precision {numbers[0]} must be between 1 and {_MOST_DIGITS}")


def check_functions(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """Functions of other engines, and those of extensions that the script does not create."""
    for message in below:
        if isinstance(message, pb.FuncCall) and len(message.funcname) == 1:
            name = message.funcname[0].string.sval
            if name in context.functions:
                continue
            extension = _EXTENSION_FUNCTIONS.get(name)
            if name in FOREIGN_FUNCTIONS:
                yield Objection("42883", f"function {name}() does not exist; PostgreSQL has {FOREIGN_FUNCTIONS[name]}")
            elif extension and extension not in context.extensions:
                message_text = (
                    f"function {name}() comes from the extension {extension}, which the script does not create"
                )
                yield Objection("42883", message_text, certain=False)
