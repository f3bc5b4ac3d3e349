"""What several rules need to know about a schema: keys, names, types, expressions, tenancy, the roles of tables."""
