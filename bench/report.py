"""Results as tables for people (Markdown, also on the terminal) and as JSON for machines."""

from dataclasses import asdict
from pathlib import Path

from results import Results
from results_file import ResultsFile
from suite import Goal, Suite


def tables(suites: list[Suite], results: Results) -> str:
    parts = []
    for suite in suites:
        parts.append(f"## {suite.name}: {suite.about}\n")
        for work, title in suite.works.items():
            parts.append(f"{title[0].upper()}{title[1:]}:\n")
            parts.append(table(_work_rows(suite, work, results)))
    parts += ["## Targets\n", table(_goal_rows(suites, results))]
    doubts = [doubt for suite in suites for doubt in results.doubts(suite)]
    if doubts:
        parts.append("Doubtful figures:\n\n" + "\n".join(f"- {doubt}" for doubt in doubts) + "\n")
    return "\n".join(parts)


def _work_rows(suite: Suite, work: str, results: Results) -> list[list[str]]:
    references = results.references(suite, work)
    heading = ["server"]
    for column in suite.columns:
        heading.append(column.heading)
        if column.ratio:
            heading += [f"vs {reference}" for reference in references]
    rows = [heading]
    for server in results.measured(suite, work):
        figures = results.medians(suite, work, server)
        row = [server]
        for column in suite.columns:
            row.append(format(figures[column.figure], column.form))
            for reference in references if column.ratio else []:
                ratio = results.ratio(suite, work, server, column.figure, reference)
                row.append(
                    f"{ratio.middle:.2f} ({ratio.least:.2f}-{ratio.most:.2f})" if ratio else "-"
                )
        rows.append(row)
    return rows


def _goal_rows(suites: list[Suite], results: Results) -> list[list[str]]:
    rows = [["target for rrlbd", "at most", "reached", ""]]
    for suite in suites:
        for goal in suite.goals:
            reached = results.reached(suite, goal)
            shown = "-" if reached is None else _in_terms_of(goal, reached)
            rows.append([goal.text, _in_terms_of(goal, goal.at_most), shown, _word(goal, reached)])
    return rows


def _in_terms_of(goal: Goal, value: float) -> str:
    return f"{value:.3f}" if goal.of else f"{value:.0f}"


def _word(goal: Goal, reached: float | None) -> str:
    if reached is None:
        return "not measured"
    return "met" if reached <= goal.at_most else "MISSED"


def table(rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    ruler = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    lines = [
        "| " + " | ".join(_padded(cell, width, i) for i, (cell, width) in enumerate(zip(row, widths)))
        + " |"
        for row in [rows[0], ruler, *rows[1:]]
    ]
    return "\n".join(lines) + "\n"


def _padded(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def as_json(about: dict, suites: list[Suite], results: Results) -> dict:
    works = [(suite, work) for suite in suites for work in suite.works]
    return {
        **about,
        "results": [
            {
                "suite": suite.name,
                "work": work,
                "server": server,
                "medians": results.medians(suite, work, server),
                **{
                    f"of_{reference}": _ratios(suite, work, server, reference, results)
                    for reference in results.references(suite, work)
                },
                "rounds": results.rounds(suite, work, server),
            }
            for suite, work in works
            for server in results.measured(suite, work)
        ],
        "targets": [
            {
                "target": goal.text,
                "at_most": goal.at_most,
                "reached": results.reached(suite, goal),
                "met": _word(goal, results.reached(suite, goal)) == "met",
            }
            for suite in suites
            for goal in suite.goals
        ],
        "doubts": [doubt for suite in suites for doubt in results.doubts(suite)],
    }


def _ratios(suite: Suite, work: str, server: str, reference: str, results: Results) -> dict:
    return {
        column.figure: asdict(ratio)
        for column in suite.columns
        if column.ratio
        and (ratio := results.ratio(suite, work, server, column.figure, reference))
    }


def in_line(facts: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def write(path: Path, about: dict, suites: list[Suite], results: Results) -> None:
    ResultsFile(path).replace_run(
        f"# What `{about['command']}` measured\n\n"
        f"{about['time']}. {in_line(about['machine'])}.\n"
        f"{in_line(about['versions'])}. Medians of {about['rounds']} rounds of "
        f"{about['seconds']} s; README.md says how to read them.\n\n"
        f"{tables(suites, results)}"
    )
