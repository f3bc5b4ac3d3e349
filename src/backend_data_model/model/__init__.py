"""The types at the centre: the model document, the relational schema, findings.  No input or output happens here."""
