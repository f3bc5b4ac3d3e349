"""The functions of MySQL (8.4 Reference Manual, chapter 14), those whose result changes, and those of other engines."""

from __future__ import annotations

_VOLATILE_TEXT = """
    connection_id current_date current_role current_time current_timestamp current_user curdate curtime database
    found_rows get_lock is_free_lock is_used_lock last_insert_id load_file localtime localtimestamp now rand
    random_bytes release_all_locks release_lock row_count schema session_user sleep sysdate system_user
    unix_timestamp user utc_date utc_time utc_timestamp uuid uuid_short version benchmark icu_version
    master_pos_wait
"""
_STABLE_TEXT = """
    abs acos adddate addtime aes_decrypt aes_encrypt any_value ascii asin atan atan2 avg bin bin_to_uuid binary
    bit_and bit_count bit_length bit_or bit_xor cast ceil ceiling char char_length character_length charset coalesce
    coercibility collation compress concat concat_ws conv convert convert_tz cos cot count crc32 cume_dist date
    date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear default degrees dense_rank elt
    exp export_set extract extractvalue field find_in_set first_value floor format format_bytes format_pico_time
    from_base64 from_days from_unixtime geomcollection geometrycollection get_format greatest group_concat grouping
    hex hour if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa insert instr interval is_ipv4 is_ipv4_compat
    is_ipv4_mapped is_ipv6 is_uuid isnull json_array json_array_append json_array_insert json_arrayagg json_contains
    json_contains_path json_depth json_extract json_insert json_keys json_length json_merge json_merge_patch
    json_merge_preserve json_object json_objectagg json_overlaps json_pretty json_quote json_remove json_replace
    json_schema_valid json_schema_validation_report json_search json_set json_storage_free json_storage_size
    json_type json_unquote json_valid json_value lag last_day last_value lcase lead least left length linestring ln
    locate log log10 log2 lower lpad ltrim make_set makedate maketime max mbrcontains mbrcoveredby mbrcovers
    mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin md5 microsecond mid min minute mod month
    monthname multilinestring multipoint multipolygon name_const nth_value ntile nullif oct octet_length ord
    percent_rank period_add period_diff pi point polygon position pow power quarter quote radians rank regexp_instr
    regexp_like regexp_replace regexp_substr repeat replace reverse right round row_number rpad rtrim sec_to_time
    second sha sha1 sha2 sign sin soundex space sqrt st_area st_asbinary st_asgeojson st_astext st_aswkb st_aswkt
    st_buffer st_buffer_strategy st_centroid st_collect st_contains st_convexhull st_crosses st_difference
    st_dimension st_disjoint st_distance st_distance_sphere st_endpoint st_envelope st_equals st_exteriorring
    st_frechetdistance st_geohash st_geomcollfromtext st_geometryn st_geometrytype st_geomfromgeojson
    st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects st_isclosed
    st_isempty st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_linefromtext
    st_lineinterpolatepoint st_longfromgeohash st_longitude st_makeenvelope st_numgeometries st_numinteriorrings
    st_numpoints st_overlaps st_pointatdistance st_pointfromgeohash st_pointfromtext st_pointn st_polyfromtext
    st_simplify st_srid st_startpoint st_swapxy st_symdifference st_touches st_transform st_union st_validate
    st_within st_x st_y statement_digest statement_digest_text std stddev stddev_pop stddev_samp str_to_date strcmp
    subdate substr substring substring_index subtime sum tan time time_format time_to_sec timediff timestamp
    timestampadd timestampdiff to_base64 to_days to_seconds trim truncate ucase uncompress uncompressed_length unhex
    updatexml upper uuid_to_bin values var_pop var_samp variance week weekday weekofyear weight_string year yearweek
"""
VOLATILE = frozenset(_VOLATILE_TEXT.split())
BUILT_IN = VOLATILE | frozenset(_STABLE_TEXT.split())
FOREIGN: dict[str, str] = {
    "gen_random_uuid": "write (uuid())",
    "uuid_generate_v4": "write (uuid())",
    "uuid_generate_v7": "make the key in the application",
    "uuidv7": "make the key in the application",
    "uuidv4": "write (uuid())",
    "uuid_v7": "make the key in the application",
    "newid": "write (uuid())",
    "sys_guid": "write (uuid())",
    "getdate": "write CURRENT_TIMESTAMP",
    "sysdatetime": "write CURRENT_TIMESTAMP(6)",
    "clock_timestamp": "write SYSDATE(6)",
    "statement_timestamp": "write NOW(6)",
    "nextval": "use AUTO_INCREMENT",
    "currval": "write LAST_INSERT_ID()",
    "setval": "write ALTER TABLE ... AUTO_INCREMENT = n",
    "current_setting": "use a session variable",
    "set_config": "use a session variable",
    "date_trunc": "write DATE_FORMAT() or DATE()",
    "to_char": "write DATE_FORMAT()",
    "to_timestamp": "write FROM_UNIXTIME() or STR_TO_DATE()",
    "to_date": "write STR_TO_DATE()",
    "make_interval": "write INTERVAL n DAY",
    "age": "write TIMESTAMPDIFF()",
    "date_part": "write EXTRACT(unit FROM x)",
    "string_agg": "write GROUP_CONCAT()",
    "array_agg": "write JSON_ARRAYAGG()",
    "array_length": "write JSON_LENGTH()",
    "array_to_string": "MySQL has no arrays",
    "unnest": "use JSON_TABLE()",
    "generate_series": "use a recursive WITH",
    "to_tsvector": "use a FULLTEXT index",
    "to_tsquery": "use MATCH ... AGAINST",
    "plainto_tsquery": "use MATCH ... AGAINST",
    "jsonb_build_object": "write JSON_OBJECT()",
    "json_build_object": "write JSON_OBJECT()",
    "jsonb_set": "write JSON_SET()",
    "jsonb_typeof": "write JSON_TYPE()",
    "jsonb_array_length": "write JSON_LENGTH()",
    "jsonb_agg": "write JSON_ARRAYAGG()",
    "row_to_json": "write JSON_OBJECT()",
    "regexp_matches": "write REGEXP_LIKE()",
    "btrim": "write TRIM()",
    "initcap": "there is none",
    "split_part": "write SUBSTRING_INDEX()",
    "strftime": "write DATE_FORMAT()",
    "julianday": "write TO_DAYS()",
    "isnumeric": "write REGEXP_LIKE()",
    "nvl": "write IFNULL()",
    "pgp_sym_encrypt": "write AES_ENCRYPT()",
    "digest": "write SHA2()",
    "json_detailed": "write JSON_PRETTY() (JSON_DETAILED is MariaDB's)",
    "json_exists": "write JSON_CONTAINS_PATH()",
}
