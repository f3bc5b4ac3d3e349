"""Conditions of Django's constraints and indexes as SQL."""

from __future__ import annotations

import ast

import pytest
from postgast import parse

from backend_data_model.migrations.lint.source import Migration
from backend_data_model.migrations.lint.sources import django
from backend_data_model.migrations.lint.sources.django_conditions import condition
from backend_data_model.migrations.lint.sources.python_calls import NotConstantError


@pytest.mark.parametrize(
    ("python", "sql"),
    [
        ("Q(price__gt=0)", "price > 0"),
        ("models.Q(('price__gte', 0), ('price__lt', 1.5))", "(price >= 0 AND price < 1.5)"),
        ("Q(('a', 1), ('b', None), _connector='OR')", "(a = 1 OR b IS NULL)"),
        ("Q(a='it''s', _negated=True)", "NOT (a = 'its')"),
        ('Q(a="it\'s")', "a = 'it''s'"),
        ("~Q(end__lte=F('start'))", "NOT (\"end\" <= start)"),
        ("Q(a__isnull=False) | Q(state__in=['new', 'open']) & Q(Q(b=True))",
         "(a IS NOT NULL OR (state IN ('new', 'open') AND b = true))"),
        ("Q(a__range=(-1, 5))", "a BETWEEN -1 AND 5"),
    ],
)  # fmt: skip
def test_q(python: str, sql: str) -> None:
    made = condition(ast.parse(python, mode="eval").body)
    assert made == sql
    parse(f"alter table t add check ({made})")


@pytest.mark.parametrize(
    "python",
    ["Q(a__b__c=1)", "Q(pk=1)", "Q(name__startswith='x')", "Q(**more)", "Q()", "Q(a=limit())", "Q(a__gt=None)",
     "Exact(1)", "Q(a__in=[])", "Q(a=1, _connector='XOR')"],
)  # fmt: skip
def test_what_depends_on_more_is_not_guessed(python: str) -> None:
    with pytest.raises(NotConstantError):
        condition(ast.parse(python, mode="eval").body)


OPERATIONS = """
class Migration(migrations.Migration):
    operations = [
        migrations.AddConstraint("Item", models.CheckConstraint(condition=models.Q(price__gt=0), name="positive")),
        migrations.AddConstraint("Item", models.CheckConstraint(check=models.Q(name__regex="x"), name="named")),
        migrations.AddConstraint("Item", models.UniqueConstraint(
            fields=["code"], condition=models.Q(("gone", None)), name="one")),
        migrations.AddIndex("Item", models.Index(fields=["code"], condition=models.Q(open=True), name="i")),
    ]
"""


def test_operations(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("shop") / "migrations" / "0002_x.py"
    migration = Migration(str(path), OPERATIONS)
    django.read(ast.parse(OPERATIONS), migration, path)
    assert migration.unread == []
    endings = ["CHECK (price > 0)", "CHECK (true)", "(code) WHERE gone IS NULL", "(code) WHERE open = true"]
    assert len(migration.pieces) == len(endings)
    for piece, ending in zip(migration.pieces, endings, strict=True):
        assert piece.text.endswith(ending)
