"""The Mermaid diagram: each table once, each reference with both ends, no name that Mermaid cannot read."""

from __future__ import annotations

import re
from pathlib import Path

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.model.document import Attribute, AttributeType, Entity, Model
from backend_data_model.model.settings import DesignSettings
from backend_data_model.report.mermaid import render_mermaid


def test_the_studio() -> None:
    model = load_model(Path(__file__).with_name("studio.yaml").read_text(encoding="utf-8"))
    lines = render_mermaid(design_schema(model, DesignSettings("postgresql")), model).splitlines()
    assert lines[0] == "erDiagram"
    assert "    rooms ||--o{ classes : room_id" in lines
    assert "    instructors |o--o{ classes : substitute_id" in lines
    assert "    members |o--o{ members : referrer_id" in lines
    assert not any(line.startswith("    studios ||--") for line in lines)
    assert "        bigint id PK" in lines
    assert "        text email UK" in lines


def test_hostile_names_become_words() -> None:
    attributes = {'say "hi"': Attribute(type=AttributeType.TEXT), "say {hi}": Attribute(type=AttributeType.TEXT)}
    model = Model(entities={"Robert'); DROP TABLE x;--": Entity(attributes=attributes), "🎉": Entity()})
    text = render_mermaid(design_schema(model, DesignSettings("postgresql")))
    for line in text.splitlines()[1:]:
        assert re.fullmatch(r" {4}[\w-]+ \{| {4}\}| {8}[\w-]+ [\w-]+( (PK|FK|UK)(, (PK|FK|UK))*)?", line)
