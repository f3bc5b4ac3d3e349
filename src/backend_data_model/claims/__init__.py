"""Claims of a language model about a text: read, checked against the text, and merged with what the rules read."""

from backend_data_model.claims.document import ClaimsDocument
from backend_data_model.claims.load import claims_json_schema, load_claims, read_claims
from backend_data_model.claims.merge import merge_claims
from backend_data_model.claims.result import ClaimsReport, Dropped, Loaded, Merged, Why

__all__ = [
    "ClaimsDocument",
    "ClaimsReport",
    "Dropped",
    "Loaded",
    "Merged",
    "Why",
    "claims_json_schema",
    "load_claims",
    "merge_claims",
    "read_claims",
]
