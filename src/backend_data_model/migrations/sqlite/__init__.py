"""Migrations of SQLite, libSQL and Cloudflare D1."""
