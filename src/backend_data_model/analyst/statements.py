"""Layer 1: a requirements text as statements (sentences, items, stories), each with its place and context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.amendments import Rank, mark_amendments
from backend_data_model.analyst.conversation import find_speakers, is_signature, turns
from backend_data_model.analyst.document_sections import states_no_data
from backend_data_model.analyst.field_tables import (
    FieldRow,
    TableHead,
    is_rule,
    read_head,
    read_row,
    read_term,
    title_of,
)

StatementKind = Literal["prose", "bullet", "story", "heading", "row", "field", "code", "mail_header"]

_BULLET = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>[-*+•–·]|\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|[a-z]\)"
    r"|[A-Z]{1,6}-?\d{1,4}[.:]?)[ \t]+(?=\S)"
)
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>\S.*?)[ \t#]*$")
_MAIL_HEADER = re.compile(
    r"(?:From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Author|Version|Status|Contributors|Present|Attendees|Attending"
    r"|Participants|Apologies|Absent)\b[^.]{0,200}$"
)
# The author of a remark, before what it is about: "@Ana on deadlines: ...", "@Ben (finance): ...".
_AUTHOR = re.compile(r"@\w+(?: ?\([^()]{1,40}\))?(?:(?: on| about| re| regarding|,|:) +(?=\S))")
_STORY = re.compile(
    r"As (?P<article>(?:an?|the|any) )?(?P<role>[^,.:;]{2,60}?)(?P<comma>,?)\s+(?:I|we)\b", re.IGNORECASE
)
# "As a rule we ...", "As soon as I ...", "As agreed, we ...": no role is told.
_NO_ROLE = re.compile(
    r"(?:rule|result|consequence|reminder|start|minimum|test|first|next|last|matter|whole|bonus|compromise|soon|long"
    r"|far|much|well|usual|always|before|for|if|of|to|with|at|in|from|when|while|though|it|you|they|he|she|we|i)\b"
    r"|\w+(?:ed|said|known)$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(?:e\.g|i\.e|etc|no|nos|vs|approx|max|min|incl|excl|cf|resp|dr|mr|mrs|ms|st|inc|ltd|fig|sec"
    r"|ca|[a-z])\.$",
    re.IGNORECASE,
)


_CLIPPED = re.compile(
    r"(?:^|[\s(\"'])(?:temp|comb|req|ref|dept|avg|tot|est|opt|uniq|addr|qty|desc|tel|mand)\.$", re.IGNORECASE
)
"""Clipped words whose dot ends the sentence only before a capital letter."""
_AFTER_FIGURE = re.compile(r"\d [a-z]\.$")
"""A unit of one letter after its number ends a sentence ("500 g.")."""
_MARKUP = re.compile(r"\*\*|__|(?<=[\s(])_(?=\w)|(?<=\w)_(?=[\s.,;:)])|(?<=[\s(])\*(?=\w)|(?<=[\w.:])\*(?=[\s.,;:)])")


@dataclass(slots=True)
class Statement:
    """One sentence or item.  `offset` is the place of `text` in the document, `header` the lead-in that it hangs on.

    `row` is what a row of a table of fields says, `term` a term of a glossary with its meaning, `aside` the title of
    the section that states no data in which it stands, `actor` the role that says "I" in it,
    `speaker` who says it in a conversation, `remark` whether
    the name of its author stood before it.  `mark` is the number or letter before
    an item or heading, `level` the depth of a heading where its marks tell it, `rank` whether the statement changes
    what others say.
    """

    text: str
    offset: int
    kind: StatementKind
    header: str | None = None
    role: str | None = None
    row: FieldRow | None = None
    term: tuple[str, str] | None = None
    aside: str | None = None
    actor: str | None = None
    speaker: str | None = None
    remark: bool = False
    mark: str | None = None
    level: int = 0
    rank: Rank = 0

    @property
    def quote(self) -> str:
        """The text on one line, single spaces between its words."""
        return " ".join(self.text.split())


@dataclass(slots=True)
class _Line:
    text: str
    offset: int
    kind: Literal["blank", "heading", "bullet", "row", "code", "text", "mail_header"]
    depth: int = 0
    speaker: str | None = None
    farewell: bool = False
    mark: str | None = None


def read_statements(text: str) -> list[Statement]:
    """Every sentence, item and heading of `text`, in order.  Work is linear in the length of the text."""
    lines = _classify(_MARKUP.sub(lambda match: " " * len(match.group()), text))
    found: list[Statement] = []
    lead: list[tuple[int, str]] = []
    title: str | None = None
    head: TableHead | None = None
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.kind != "row":
            head = None
        if line.kind == "blank":
            nxt = lines[index + 1] if index + 1 < len(lines) else None
            if nxt is not None and nxt.kind == "text":
                lead = []
            index += 1
            continue
        if line.kind == "row":
            if head is None:
                head = read_head(line.text)
                found.append(Statement(line.text, line.offset, "row"))
            else:
                found.append(_row(line, head, title))
            index += 1
            continue
        if line.kind in {"code", "mail_header"}:
            if line.text.strip():
                found.append(Statement(line.text.strip(), line.offset, line.kind))
            index += 1
            continue
        if line.kind == "heading":
            lead = []
            title = title_of(line.text)
            found.append(Statement(line.text, line.offset, "heading", mark=line.mark, level=line.depth))
            index += 1
            continue
        joined, following = _paragraph(lines, index)
        if line.kind == "bullet":
            lead = [entry for entry in lead if entry[0] < line.depth]
        else:
            lead = []
        if line.kind == "text" and following - index == 1 and _is_lead_in(lines, following, joined):
            title = joined.rstrip(": ")
            if next(other.kind for other in lines[following : following + 2] if other.kind != "blank") == "row":
                title = title_of(title)
            start = joined.index(title)
            lead = [(line.depth - 1, title)]
            found.append(Statement(title, line.offset + start, "heading"))
            index = following
            continue
        header = lead[-1][1] if lead else None
        kind: StatementKind = "bullet" if line.kind == "bullet" else "prose"
        spans = _sentences(joined)
        label: str | None = None
        actor: str | None = None
        for start, end in spans:
            piece = joined[start:end]
            stripped = piece.strip()
            if not stripped:
                continue
            start += len(piece) - len(piece.lstrip())
            author = _AUTHOR.match(stripped)
            if author is not None:
                stripped, start = stripped[author.end() :], start + author.end()
            offset = line.offset + start
            role = story_role(stripped)
            actor = role or actor
            found.append(
                Statement(
                    stripped,
                    offset,
                    "story" if role else kind,
                    label or header,
                    role,
                    actor=actor,
                    speaker=line.speaker,
                    mark=line.mark,
                    remark=author is not None,
                )
            )
            if len(spans) > 1 and line.speaker is None:
                label = _next_label(label, _label(stripped))
        if line.kind == "bullet":
            nxt = lines[following] if following < len(lines) else None
            if nxt is not None and nxt.kind == "bullet" and nxt.depth > line.depth:
                lead.append((line.depth, joined.rstrip(": ")))
        index = following
    mark_amendments(found)
    return _set_apart(found)


def _set_apart(statements: list[Statement]) -> list[Statement]:
    """Marks what stands under a heading that announces no data, up to the next heading."""
    aside: str | None = None
    for statement in statements:
        if statement.kind == "heading":
            aside = statement.quote if states_no_data(statement.text) else None
        elif aside is not None:
            statement.aside = aside
    return statements


def story_role(sentence: str) -> str | None:
    """The role that a user story opens with ("As a member, I ...", "As night porter I ...")."""
    found = _STORY.match(sentence)
    if found is None:
        return None
    role = re.split(r" (?:who|that|which|with)\b", found.group("role").strip())[0]
    longest = 8 if found.group("comma") and found.group("article") else 4 if found.group("article") else 3
    return None if len(role.split()) > longest or _NO_ROLE.match(role) else role


def _row(line: _Line, head: TableHead, title: str | None) -> Statement:
    """A row of a table: an item of the thing whose fields the table lists, or just a row."""
    row = read_row(line.text, head) if head.kind == "fields" and not is_rule(line.text) else None
    owner = row.owner or title if row is not None else None
    if row is None or owner is None:
        return Statement(line.text, line.offset, "row", term=read_term(line.text, head))
    return Statement(line.text, line.offset, "field", owner, row=row)


def _next_label(current: str | None, found: str | None) -> str | None:
    """The label in force after one more: a property with its values ("Barcode: required") takes nothing over."""
    return current if found is None or (current is not None and found.lower() in lex.TYPE_HEADS) else found


def _label(sentence: str) -> str | None:
    """The label that a paragraph opens with ("Clients." or "Inspections: ..."), which the later sentences hang on."""
    text = sentence.strip()
    found = re.match(r"([A-Za-z][\w-]*(?: [A-Za-z][\w-]*){0,2})(?:\.$|:\s)", text)
    if (
        found is None
        or " and " in found.group(1)
        or found.group(1).lower().startswith(("the ", "a ", "an ", "and ", "so ", "also "))
    ):
        return None
    return found.group(1)


def _classify(text: str) -> list[_Line]:
    raw: list[tuple[str, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        raw.append((line.rstrip("\r\n"), offset))
        offset += len(line)
    speakers = find_speakers([line for line, _ in raw])
    lines: list[_Line] = []
    fenced = False
    for content, start in raw:
        stripped = content.strip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
            lines.append(_Line(content, start, "code"))
        elif fenced:
            lines.append(_Line(content, start, "code"))
        elif not stripped or set(stripped) <= set("-=_*~"):
            lines.append(_Line("", start, "blank"))
        elif heading := _HEADING.match(stripped):
            inner = start + content.index(heading.group("title"))
            level = len(stripped) - len(stripped.lstrip("#"))
            lines.append(_Line(heading.group("title").strip(), inner, "heading", level))
        elif stripped.startswith("|"):
            lines.append(_Line(stripped, start + content.index("|"), "row"))
        elif bullet := _BULLET.match(content):
            rest = content[bullet.end() :]
            indent = len(bullet.group("indent").expandtabs(4))
            mark = bullet.group("mark")
            depth = indent // 2 + 1 + (mark.count(".") if mark[0].isdigit() and mark.rstrip(".)").count(".") else 0)
            plain = rest.strip()
            if mark[0].isdigit() and len(plain.split()) <= 6 and plain[:1].isupper() and plain[-1] not in ".:;,?!":
                level = 1 + mark.rstrip(".)").count(".")
                lines.append(_Line(plain, start + bullet.end(), "heading", level, mark=mark))
            else:
                lines.append(_Line(rest.rstrip(), start + bullet.end(), "bullet", depth, mark=mark))
        elif _MAIL_HEADER.match(stripped) and ":" in stripped[:14]:
            lines.append(_Line(stripped, start, "mail_header"))
        else:
            lead = len(content) - len(content.lstrip())
            if lines and lines[-1].kind == "mail_header" and lines[-1].farewell and is_signature(stripped):
                lines.append(_Line(stripped, start + lead, "mail_header"))
                continue
            for turn in turns(content[lead:].rstrip(), speakers):
                kind: Literal["mail_header", "text"] = "mail_header" if turn.formula else "text"
                lines.append(_Line(turn.text, start + lead + turn.start, kind, 0, turn.speaker))
            lines[-1].farewell = lines[-1].kind == "mail_header"
    return lines


def _paragraph(lines: list[_Line], index: int) -> tuple[str, int]:
    """Joins the wrapped lines that belong to the line at `index`; newlines stay, so that offsets hold."""
    first = lines[index]
    text, end = first.text, index + 1
    while end < len(lines) and lines[end].kind == "text" and lines[end].speaker is None and first.speaker is None:
        follower = lines[end]
        if first.kind == "text" and (_ends_item(text) and _is_lead_in(lines, end + 1, follower.text)):
            break
        if story_role(follower.text) or _starts_own_line(text, follower.text):
            break
        gap = follower.offset - (first.offset + len(text))
        text += "\n" + " " * max(gap - 1, 0) + follower.text
        end += 1
    return text, end


_LABELLED = re.compile(r"[A-Za-z][\w ]{0,40}(?:[\w -]{0,40}:(?=\s|$)| [-–] )")
_SHORT_LINE = 56
"""A labelled line that ends before this column was ended on purpose, not wrapped."""


def _starts_own_line(before: str, line: str) -> bool:
    """A line that opens with a label (`Name: ...`) after a finished line stands on its own."""
    labelled = _LABELLED.match(before) is not None
    if labelled and len(before) < _SHORT_LINE and "\n" not in before:
        return True
    return (_ends_item(before) or labelled) and _LABELLED.match(line) is not None


def _ends_item(text: str) -> bool:
    return text.rstrip()[-1:] in ".:;!?"


def _is_lead_in(lines: list[_Line], following: int, text: str) -> bool:
    """Whether a short line introduces the bullets after it, or is a heading without a mark."""
    nxt = next((line for line in lines[following : following + 2] if line.kind != "blank"), None)
    short = len(text.split()) <= 7 and text.rstrip()[-1:] not in ".!?;,"
    if nxt is None:
        return False
    if nxt.kind == "row":
        return text.rstrip().endswith(":") or short
    if nxt.kind == "bullet":
        return text.rstrip().endswith(":") or short
    return (
        short
        and following < len(lines)
        and lines[following].kind == "blank"
        and nxt.kind == "text"
        and text[:1].isupper()
        and ":" not in text
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a paragraph."""
    spans, start = [], 0
    for match in _END.finditer(text):
        end = match.end()
        before = text[max(0, match.start() - 12) : match.start() + 1]
        rest = text[end : end + 40].lstrip()
        if not rest:
            continue
        if match.group() == "." and not rest[0].isupper() and _CLIPPED.search(before):
            continue
        if (
            match.group()[0] == "."
            and _ABBREVIATION.search(before)
            and not _AFTER_FIGURE.search(before)
            and not (
                len(before.strip()) > 2
                and rest[0].isupper()
                and before.rstrip(".")[-2:-1].strip()
                and before.lower().rstrip(".").endswith("etc")
            )
        ):
            continue
        if rest[0].islower() and match.group()[0] in "?!":
            continue
        depth = text.count("(", start, end) - text.count(")", start, end)
        if depth > 0:
            continue
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    return [piece for span in spans if span[1] > span[0] for piece in _bounded(text, *span)]


_MAX_SENTENCE = 2_000


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence cut at spaces into pieces of bounded length, so that work stays linear in the text."""
    pieces = []
    while end - start > _MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + _MAX_SENTENCE)
        cut = cut if cut > start else start + _MAX_SENTENCE
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]
