"""A rule's docstring, taken apart: `bdm explain`, docs/rules.md and the SARIF help all come from here."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = ("What it does", "Why is this bad", "Example", "Use instead", "References")


@dataclass(frozen=True, slots=True)
class Documentation:
    """The first sentence and the fixed sections of a rule's docstring, as Markdown."""

    summary: str
    sections: dict[str, str]

    @property
    def markdown(self) -> str:
        """The whole text with its headings."""
        parts = [self.summary]
        parts += [f"## {title}\n\n{body}" for title, body in self.sections.items()]
        return "\n\n".join(parts)


def parse_documentation(docstring: str) -> Documentation:
    """Take a docstring apart.  Raises ValueError when a section is missing, unknown or out of order."""
    summary: list[str] = []
    sections: dict[str, list[str]] = {}
    current = summary
    for line in docstring.strip().splitlines():
        if line.startswith("## "):
            current = sections.setdefault(line.removeprefix("## ").strip(), [])
        else:
            current.append(line)
    if tuple(sections) != SECTIONS:
        raise ValueError(f"the sections must be {', '.join(SECTIONS)}; found {', '.join(sections) or 'none'}")
    return Documentation(
        " ".join(line.strip() for line in summary if line.strip()),
        {title: "\n".join(body).strip() for title, body in sections.items()},
    )
