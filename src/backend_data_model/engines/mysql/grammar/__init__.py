"""Whether MySQL 8 accepts a statement, as far as a grammar and rules can tell without a server."""

from backend_data_model.engines.mysql.grammar.check import check_grammar

__all__ = ["check_grammar"]
