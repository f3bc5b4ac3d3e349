"""Layer 1: which statements are meant to change what others say, so that of two that differ theirs holds.

A statement amends when it stands in a section of decisions, answers, corrections or the like, in a mail after the
first text, or when its own words speak of a change ("no longer", "actually", "instead of", "after all").  A rule of
precedence that the document states itself ("where they differ, section 9 wins") outranks both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.analyst.statements import Statement

Rank = Literal[0, 1, 2]
"""0 says nothing of others, 1 changes what comes before it, 2 holds wherever another place differs."""

_TITLE = re.compile(
    r"\b(?:decisions?|resolutions?|resolved|agreed|addend(?:um|a)|amendments?|amended|corrections?|corrigend(?:um|a)"
    r"|errat(?:um|a)|clarifications?|q ?(?:&|and|/|\+) ?a|faqs?|questions (?:&|and) answers|answers|answered"
    r"|changes?(?: ?log| list| requests?)?|changed|revisions?|revised|updates?|updated|supplements?|postscripts?"
    r"|follow[- ]?ups?|afterthoughts?|second thoughts|later notes?|late notes?|feedback|comments?|remarks from"
    r"|review (?:outcome|results?|notes)|minutes|meeting notes|notes (?:from|of) the|after the (?:review|meeting|call"
    r"|workshop|demo|pilot)|since (?:then|the (?:last|first))|what (?:we )?(?:changed|decided)"
    r"|(?:e-?)?mails? (?:from|of|by)|news|new since)\b"
)
_OPEN = re.compile(r"\b(?:open|unanswered|pending|still to|to be|undecided|rejected|declined|frequently) ")
_WORDS = re.compile(
    r"\b(?:actually|on (?:second thoughts?|reflection)|scratch that|take (?:that|it) back|took (?:that|it) back"
    r"|correction|corrected|erratum|instead(?: of)?|no longer(?! than)|not any ?more|any ?more|any longer(?! than)"
    r"|rather than|(?:but )?not (?:merely|just|only) (?:within|inside|per|for|in|on|at|by)|after all|forget (?:what"
    r"|about|the|that)"
    r"|changed (?:our|my|their|his|her) minds?|(?:we|i|they)(?: have|'ve)? (?:dropped|changed|renamed|replaced|removed"
    r"|raised|lowered|extended|relaxed|tightened|withdrew|revised)"
    r"|(?:has|have) been (?:dropped|changed|renamed|replaced|removed|raised|lowered|extended|relaxed|revised"
    r"|withdrawn)|(?:was|were) (?:wrong|a mistake|a misunderstanding"
    r"|not enough|too (?:strict|narrow|short|low|few|tight|many|long|high|small|big|wide|loose))|is now|are now"
    r"|now (?:be|has|have|runs?|goes|needs?|allows?)|may now|can now|must now|will now|from now on|as of now"
    r"|henceforth|used to (?:be|have|say)|replaces|supersedes|overrides|i (?:said|wrote) "
    r"|we (?:said|wrote)|contrary to|unlike (?:what|stated)|as opposed to|disregard|ignore (?:what|the (?:earlier"
    r"|above|previous))|hang on|hold on|no, wait|wait, no|so not|strike that|make (?:it|that) \d)\b"
)
_TURNS = re.compile(
    r"^(?:(?:a |one |another )?(?:late|later|last|small|further|minor|quick|important|last-minute) )?(?:changes?(?= ?:)"
    r"|ps|p\. ?s\.|p\. ?p\. ?s\.|pps|edit|update|correction|erratum|addendum|later|amendment)\b"
)
_RULE = re.compile(
    r"\b(?:prevails?|takes? (?:precedence|priority)|wins?|overrides?|supersedes?|has the last word|have the last word"
    r"|is (?:decisive|authoritative|binding|right)|are (?:decisive|authoritative|binding|right)|counts?|holds?|applies"
    r"|apply|governs?|rules?)\b"
)
_DIFFERENCE = re.compile(
    r"\b(?:differ|differs|conflicts?|contradicts?|contradictions?|disagree|disagrees|discrepanc(?:y|ies)"
    r"|inconsisten(?:t|cy|cies)|in doubt|clash|clashes|diverge)\b"
)
_PLACE = re.compile(
    r"\b(?:section|chapter|annex|appendix|part|clause|paragraph|no\.|number) (?P<number>[a-z]?\d{0,3}(?:\.\d{1,3}){0,3}"
    r"|[a-z])\b"
)
_HERE = re.compile(r"\b(?:this|the present) (?:section|chapter|list|page|part|log|note|mail|annex|addendum|document)\b")
_NUMBER = re.compile(
    r"^(?:section|chapter|annex|appendix|part)? ?(?P<number>[a-z]?\d{1,3}(?:\.\d{1,3}){0,3}|[a-z])[.):]? ",
    re.IGNORECASE,
)
_MOST_RULES = 5


def mark_amendments(statements: list[Statement]) -> None:
    """Sets the rank of every statement.  Work is linear in the text."""
    _mark_sections(statements)
    _mark_words(statements)
    rules = [s for s in statements if s.kind in {"prose", "bullet"} and len(s.text) < 400 and _is_rule(s.text)]
    for rule in rules[:_MOST_RULES]:
        _apply_rule(rule, statements)


def _mark_sections(statements: list[Statement]) -> None:
    inside: int | None = None
    mailed = False
    said = False
    for statement in statements:
        if statement.kind == "mail_header":
            mailed = mailed or said
        elif statement.kind == "heading":
            level = statement.level or _UNMARKED
            if inside is None or level <= inside:
                inside = level if _amends(statement.text) else None
        else:
            if statement.kind == "prose" and _is_title(statement.text):
                inside = _UNMARKED
            said = True
            if (inside is not None and said) or mailed:
                statement.rank = 1


_UNMARKED = 9
_MOST_WORDS = 12


def _is_title(text: str) -> bool:
    """Whether a line without a full stop announces a change ("ADDENDUM No. 1 (in reply to bidders' questions)")."""
    words = text.split()
    return len(words) <= _MOST_WORDS and text[-1] not in ".!?,;:" and _amends(" ".join(words[:3]))


def _amends(title: str) -> bool:
    low = " ".join(title.lower().split())
    return len(low) < 120 and _TITLE.search(low) is not None and _OPEN.search(low) is None


def _mark_words(statements: list[Statement]) -> None:
    end, carried, first = -1, False, True
    for statement in statements:
        if statement.kind not in {"prose", "bullet"}:
            carried = False
            continue
        low = statement.text.lower()
        together = 0 <= statement.offset - end <= 2 and statement.kind == "prose"
        changes = _WORDS.search(low) is not None or _TURNS.match(low) is not None
        carried = (together and carried) or (changes and not first)
        if carried:
            statement.rank = 1
        end, first = statement.offset + len(statement.text), False


def _is_rule(text: str) -> bool:
    """Whether a sentence tells which of two places holds where they differ."""
    low = text.lower()
    return _RULE.search(low) is not None and _DIFFERENCE.search(low) is not None


def _apply_rule(statement: Statement, statements: list[Statement]) -> None:
    """ "Where the two differ, section 9 wins": what stands there outranks the rest."""
    low = " ".join(statement.text.lower().split())
    place = _winner(low)
    if place is None:
        return
    inside = False
    level = 9
    here = statement.offset if place == "here" else -1
    if place == "here":
        before = [s for s in statements if s.kind == "heading" and s.offset < here]
        title = before[-1] if before else None
    else:
        title = next((s for s in statements if s.kind == "heading" and _number_of(s) == place), None)
    for each in statements:
        if each is title:
            inside, level = True, each.level or 9
        elif each.kind == "heading" and (each.level or 9) <= level:
            inside = False
        elif inside:
            each.rank = 2


def _winner(low: str) -> str | None:
    """The number of the section that holds, or "here"."""
    rule = _RULE.search(low)
    assert rule is not None
    before = low[: rule.start()]
    places = list(_PLACE.finditer(before))
    if places and places[-1]["number"]:
        return places[-1]["number"]
    return "here" if _HERE.search(before) else None


def _number_of(heading: Statement) -> str | None:
    if heading.mark:
        return heading.mark.rstrip(".)").lower()
    found = _NUMBER.match(heading.text)
    return found["number"].lower() if found else None
