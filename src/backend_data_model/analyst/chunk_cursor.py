"""Layer 5, a place among the chunks of a statement and what can be told by looking around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Chunk
    from backend_data_model.analyst.tokens import Token


class ChunkCursor:
    """The chunk at `i`; `read_inside` reads the chunks of a bracket as clauses of their own."""

    def __init__(
        self, chunks: list[Chunk], tokens: list[Token], read_inside: Callable[[list[Chunk]], list[Clause]]
    ) -> None:
        self.chunks = chunks
        self.tokens = tokens
        self.read_inside = read_inside
        self.i = 0

    def at(self, offset: int = 0) -> Chunk | None:
        index = self.i + offset
        return self.chunks[index] if 0 <= index < len(self.chunks) else None

    def word(self, index: int) -> str:
        """The token at `index` in lower case."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def finite_later(self) -> bool:
        """Whether a finite verb still comes before the clause ends."""
        for offset in range(1, 12):
            chunk = self.at(offset)
            if chunk is None or chunk.kind in {"semi", "colon"}:
                return False
            if chunk.kind == "verb" and chunk.verb is not None and chunk.verb.finite:
                return True
            if chunk.kind == "comma":
                return False
        return False

    def verb_at(self, offset: int) -> bool:
        chunk = self.at(offset)
        return chunk is not None and chunk.kind == "verb" and chunk.verb is not None and chunk.verb.finite

    def continues_list(self) -> bool:
        """Whether a conjunction or comma joins a further noun to a list rather than a new clause."""
        offset = 1
        while (chunk := self.at(offset)) is not None and chunk.kind in {"conj", "comma"}:
            offset += 1
        chunk = self.at(offset)
        return chunk is not None and chunk.kind == "np"

    def starts_clause(self, offset: int) -> bool:
        """Whether what follows a separator is a clause of its own: a noun (with its phrases) and a finite verb."""
        chunk = self.at(offset)
        while chunk is not None and chunk.kind in {"conj", "other", "comma"}:
            offset += 1
            chunk = self.at(offset)
        if chunk is None or chunk.kind == "sub":
            return False
        if chunk.kind == "pron":
            nxt = self.at(offset + 1)
            return nxt is not None and nxt.kind == "verb"
        if chunk.kind not in {"np", "prep"}:
            return False
        leading = chunk.kind == "prep"
        for step in range(offset + 1, offset + 10):
            chunk = self.at(step)
            if leading and chunk is not None and chunk.kind == "pron":
                before, after = self.at(step - 1), self.at(step + 1)
                if before is not None and before.kind == "prep":
                    continue
                return chunk.word in lex.FIRST_PERSON and after is not None and after.kind == "verb"
            if chunk is None or chunk.kind in {"semi", "colon", "sub", "comma", "pron", "rel", "q"}:
                return False
            if chunk.kind == "conj" and chunk.word == "and":
                return False
            if chunk.kind == "verb" and chunk.verb is not None and chunk.verb.finite:
                return True
        return False

    def closes(self, offset: int) -> bool:
        """Whether a phrase ends before the chunk at `offset`."""
        chunk = self.at(offset)
        return chunk is None or chunk.kind in {"comma", "conj", "semi"} or chunk.word in {".", "?", "!"}

    def several_subjects(self, offset: int) -> bool:
        """Whether several nouns and then their verb follow: ", the date and the fee are noted"."""
        for step in range(offset, offset + 16):
            chunk = self.at(step)
            if chunk is None or chunk.kind not in {"np", "comma", "conj", "prep", "verb"}:
                return False
            if chunk.verb is not None and chunk.verb.participle:
                continue
            if chunk.kind == "verb":
                return step > offset and chunk.verb is not None and chunk.verb.finite
        return False

    def goes_on_with_members(self) -> bool:
        """Whether a comma or conjunction is followed by a further noun, or by a remark before one, and no clause."""
        offset = 1
        while (chunk := self.at(offset)) is not None and chunk.kind in {"conj", "comma"}:
            offset += 1
        if chunk is None or self.starts_clause(0):
            return False
        if chunk.kind == "sub" or (chunk.kind == "q" and chunk.qualifier and chunk.qualifier.kind == "optional"):
            before, after = self.at(offset - 1), self.at(offset + 1)
            return before is not None and before.kind in {"conj", "comma"} and after is not None and offset > 1
        return chunk.kind == "np" and not self.verb_at(offset + 1)

    def frequency(self) -> bool:
        """Whether "once a year" stands here, and no condition."""
        chunk, after = self.at(), self.at(1)
        return bool(
            chunk is not None
            and chunk.word == "once"
            and after is not None
            and after.noun is not None
            and after.noun.determiner in {"a", "each", "every"}
            and after.noun.words[-1] in lex.CALENDAR
        )

    def before_item(self) -> bool:
        """Whether a remark stands before its item: "and, where applicable, a termination date"."""
        before, earlier = self.at(-1), self.at(-2)
        after = self.at(1)
        joined = before is not None and (
            before.kind == "conj" or (before.kind == "comma" and earlier is not None and earlier.kind == "conj")
        )
        return joined and after is not None

    def remark_before_item(self) -> bool:
        """Whether a bracket says of the noun after it that it may be left out: "the (optional) remark"."""
        chunk, before, after = self.at(), self.at(-1), self.at(1)
        return bool(
            chunk is not None
            and len(chunk.inner) == 1
            and (said := chunk.inner[0].qualifier) is not None
            and said.kind == "optional"
            and before is not None
            and before.kind in {"conj", "comma", "other", "verb"}
            and after is not None
            and after.kind == "np"
        )

    def skip_condition(self) -> None:
        """Passes over a subordinate clause up to the comma or semicolon that ends it."""
        self.i += 1
        while (chunk := self.at()) is not None and chunk.kind not in {"comma", "semi"}:
            if chunk.kind == "conj" and self.starts_clause(1):
                return
            self.i += 1
