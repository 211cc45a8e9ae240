"""The one exception that `run` reports as a line: what went wrong, and what to do."""


class Failure(Exception):
    pass
