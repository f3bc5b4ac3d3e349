"""Migrations of MySQL and MariaDB."""
