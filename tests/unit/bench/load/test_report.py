"""The table that people read, and the rows for bench/results.json."""

from bench.load.figures import Figures, Run
from bench.load.report import Measured, rows, table
from bench.load.scenarios import scenarios

UPLOADS, _, STATUS, _ = scenarios(full=False)
READ = "/status/{job_id}"


def a_run(name: str = READ, failures: int = 0, **times: int) -> Run:
    """A run of a hundred requests in ten seconds, with the numbers of those that took `ms10`, `ms20`, ..."""
    figures = Figures(
        100, failures, 10.0, 99, {float(time.removeprefix("ms")): number for time, number in times.items()}
    )
    return Run({name: figures}, [f"GET {name}: answered 500 ({failures} times)"] if failures else [])


def status(ours: int = 0, bare: int = 0) -> Measured:
    """Statuses of 30 ms at the 95th percentile, 20 ms of a bare function, with so many failures."""
    return Measured(STATUS, a_run(READ, ours, ms25=50, ms30=49, ms80=1), a_run(READ, bare, ms18=50, ms20=49, ms60=1))


def test_a_line_has_the_figures_of_both_and_what_ours_takes_more() -> None:
    *_, line = table([status()]).splitlines()

    title, figures = line[:26].strip(), line[26:].split()
    assert title == "status, 20 a second"
    assert figures == [READ, "100", "0", "9.9", "25.0", "30.0", "30.0", "18.0", "20.0", "20.0", "10.0"]


def test_a_scenario_without_a_bare_function_leaves_its_columns_open() -> None:
    lines = table([Measured(UPLOADS, a_run("upload", ms150=90, ms2500=10))]).splitlines()

    (line,) = (line.split() for line in lines if " upload " in line)
    assert line[-7:] == ["150.0", "2,500", "2,500", "-", "-", "-", "-"]


def test_what_was_never_asked_for_is_in_the_table_all_the_same() -> None:
    lines = table([Measured(UPLOADS, a_run("upload", ms150=100))]).splitlines()

    assert any("whole job" in line and " 0 " in line for line in lines)


def test_rows_of_reads_compare_with_the_bare_function() -> None:
    _, *made = rows([status()])

    assert [(row["name"], row["value"], row["mark"], row["better"], row["unit"]) for row in made] == [
        ("load: status, 20 a second: p95", 30, 500, "lower", "ms"),
        ("load: status, 20 a second: rate reached", 9.9, None, "higher", "1/s"),
        ("load: status, 20 a second: p95 of a bare Lambda", 20, None, "lower", "ms"),
        ("load: status, 20 a second: p95 less a bare Lambda's", 10, None, "lower", "ms"),
        ("load: status, 20 a second: p95 over a bare Lambda's", 1.5, None, "lower", "ratio"),
    ]


def test_rows_of_uploads_have_the_specifications_marks() -> None:
    made = {row["name"]: (row["value"], row["mark"]) for row in rows([Measured(UPLOADS, a_run("upload", ms150=100))])}

    assert made["load: uploads, 2 at once: upload p95"] == (150, 2000)
    assert made["load: uploads, 2 at once: whole job p95"] == (None, 120_000)


def test_no_request_may_fail_ours_or_the_bare_functions() -> None:
    failing = status(ours=2, bare=1)

    assert rows([failing, status()])[0] == {
        "name": "load: failed requests",
        "value": 3,
        "mark": 0,
        "better": "lower",
        "unit": "requests",
    }
    assert failing.failures == [
        f"GET {READ}: answered 500 (2 times)",
        f"bare: GET {READ}: answered 500 (1 times)",
    ]
