"""Renames, splits and merges beside the running code: the old and the new form serve until the contract release."""
