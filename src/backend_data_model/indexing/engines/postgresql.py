"""PostgreSQL: the forms of `candidates`, as they are."""

from backend_data_model.indexing.candidates import candidate_for
from backend_data_model.indexing.create_statement import create_index
from backend_data_model.indexing.engines.dialect import IndexDialect
from backend_data_model.indexing.statements.postgresql.read import read_workload

DIALECT = IndexDialect(read_workload, candidate_for, create_index)
