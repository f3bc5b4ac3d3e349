"""From claims to the model document: owners, links, keys, tenancy, questions - in that order."""
