"""MySQL's statements as values: a tokenizer and a recursive-descent parser of MySQL 8's grammar.

The parser follows the MySQL 8.4 Reference Manual, chapter 15.  It also takes in a few forms that only MariaDB or other
engines know, and leaves a `Mark` at each, so that a reader can read such a file and the grammar rules can refuse it.
"""
