"""The table that people read, and the rows for bench/results.json."""

from bench.load.__main__ import table
from bench.load.figures import Figures, Run
from bench.load.measure import Measured, rows
from bench.load.scenarios import scenarios
from bench.rows import Row

UPLOADS, _, STATUS, _ = scenarios(full=False)
READ = "/status/{job_id}"


def status(ours: int = 0, bare: int = 0) -> Measured:
    """Statuses of 30 ms at the 95th percentile, 20 ms of a bare function, with so many failures."""
    runs = {
        "ours": Run({READ: Figures(100, ours, 9.9, 25.0, 30.0, 80.0)}, []),
        "bare": Run({READ: Figures(100, bare, 9.9, 18.0, 20.0, 60.0)}, []),
    }
    return Measured(STATUS, runs)


def uploads() -> Measured:
    return Measured(UPLOADS, {"ours": Run({"upload": Figures(100, 0, 1.0, 140.0, 150.0, 160.0)}, [])})


def test_the_table_has_the_figures_of_both_and_what_was_never_asked_for() -> None:
    lines = [line[26:].split() for line in table([status(), uploads()])]

    assert lines[1:3] == [
        [READ, "ours", "100", "0", "9.9", "25", "30", "80"],
        [READ, "bare", "100", "0", "9.9", "18", "20", "60"],
    ]
    assert ["whole", "job", "ours", "0", "0", "-", "-", "-", "-"] in lines


def test_rows_of_reads_compare_with_the_bare_function() -> None:
    assert rows([status()])[1:] == [
        Row("load: status, 20 a second: p95", 30, 500, unit="ms"),
        Row("load: status, 20 a second: rate reached", 9.9, better="higher", unit="1/s"),
        Row("load: status, 20 a second: p95 of a bare Lambda", 20, unit="ms"),
        Row("load: status, 20 a second: p95 less a bare Lambda's", 10, unit="ms"),
        Row("load: status, 20 a second: p95 over a bare Lambda's", 1.5),
    ]


def test_rows_of_uploads_have_the_specifications_marks() -> None:
    made = rows([uploads()])

    assert Row("load: uploads, 2 at once: upload p95", 150, 2000, unit="ms") in made
    assert Row("load: uploads, 2 at once: whole job p95", None, 120_000, unit="ms") in made


def test_no_request_may_fail_ours_or_the_bare_functions() -> None:
    failed = rows([status(ours=2, bare=1), status()])[0]

    assert failed == Row("load: failed requests", 3, 0, unit="requests")
    assert not failed.holds
