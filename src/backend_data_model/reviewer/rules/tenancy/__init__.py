"""Rules about tenancy."""
