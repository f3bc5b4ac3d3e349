"""Pass 1, questions: what a conversation asks the properties of is a thing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.entity_evidence import attribute_like, entity_noun

if TYPE_CHECKING:
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.tally import Tally


def weigh_questions(document: list[Parsed], tally: Tally) -> None:
    """Adds the evidence of questions that the next statement answers."""
    for question, answer in pairwise(document):
        if question.statement.text.endswith("?"):
            _asked(question, answer, tally)


def _asked(question: Parsed, answer: Parsed, tally: Tally) -> None:
    """ "What do we keep about a loom?" - "Its name and the year": what a question asks the properties of is a thing."""
    told = [noun for clause in answer.clauses for noun in clause.objects]
    if not any(attribute_like(noun) for noun in told) or not answer.clauses or answer.clauses[0].subjects:
        return
    asked = [n for n in question.nouns() if not attribute_like(n) and n.words[:1] not in (["what"], ["which"], ["who"])]
    if len(asked) == 1 and (asked[0].plural or asked[0].determiner in lex.ARTICLES | lex.UNIVERSAL):
        tally.scores[entity_noun(asked[0])] += 2
