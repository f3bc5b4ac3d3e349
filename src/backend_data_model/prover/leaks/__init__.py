"""The leak battery (PostgreSQL): two tenants with rows in every table, and every way from one to the other tried."""

from backend_data_model.prover.leaks.report import LeakCheck, LeakReport, untried
from backend_data_model.prover.leaks.run import find_leaks
from backend_data_model.prover.leaks.subject import Hints

__all__ = ["Hints", "LeakCheck", "LeakReport", "find_leaks", "untried"]
