"""Verification on MySQL, or on MariaDB in its place, which is named as that."""
