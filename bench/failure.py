"""The one exception that the programs report as a line: what went wrong and what to do about it."""


class Failure(Exception):
    pass
