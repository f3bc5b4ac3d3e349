"""The reviewer: rules over a relational schema, whoever wrote it, and a score."""
