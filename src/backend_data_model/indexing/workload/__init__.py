"""Where queries come from: SQL files, exports of statistics, logs, and a live server; one file for each form.

Each gives statements with how often and how long they ran, where the source says so, and lists what it cannot use.
"""
