"""What a client gets to read of the limits of its key: refusals, and the headers RateLimit and RateLimit-Policy.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `"jobs"` counts jobs in a day, `"spend"` millionths of a
US dollar in a month.
"""

from typing import Final

from petavatar.api_keys import Caller
from petavatar.errors import QuotaExceeded
from petavatar.limits import Limits
from petavatar.table.quotas import Limit, Period, Quotas, Used

_DAY_S: Final = 86_400
OF_DAY: Final = "The jobs of this key's owner for today (UTC) are used up. Ask for a new upload URL after that."
OF_MONTH: Final = (
    "What the jobs of this key's owner may cost in this month (UTC) is spent or set aside. "
    "Ask for a new upload URL after that."
)


def quota_exceeded(limit: Limit, now: float) -> QuotaExceeded:
    """The refusal of a job that would pass a limit, with the time until that begins again."""
    return QuotaExceeded(OF_DAY if limit == "jobs" else OF_MONTH, Period(now).seconds_left(limit))


def refuse_beyond(caller: Caller, quotas: Quotas, reserve: int) -> dict[str, str]:
    """The headers for a caller, which are none without limits.

    Args:
        caller: who asks.
        quotas: the counters, which are read once if the caller has limits.
        reserve: what the models of one job may cost, in millionths of a US dollar.

    Raises:
        QuotaExceeded: with the headers, if another job would pass a limit.
    """
    if not caller.limits:
        return {}
    used, now = quotas.used(caller.owner), quotas.store.clock()
    headers = headers_of(caller.limits, used, now)
    if limit := used.exceeded(caller.limits, reserve):
        problem = quota_exceeded(limit, now)
        problem.headers = headers
        raise problem
    return headers


def current_headers(caller: Caller, quotas: Quotas) -> dict[str, str]:
    """The headers for a caller as they are now: one read if the caller has limits."""
    return headers_of(caller.limits, quotas.used(caller.owner), quotas.store.clock()) if caller.limits else {}


def headers_of(limits: Limits, used: Used, now: float) -> dict[str, str]:
    """Both headers, of limits of which so much is used up."""
    period, policies, states = Period(now), [], []
    if limits.jobs_per_day is not None:
        policies.append(f'"jobs";q={limits.jobs_per_day};w={_DAY_S}')
        states.append(f'"jobs";r={max(0, limits.jobs_per_day - used.jobs)};t={period.seconds_left("jobs")}')
    if limits.microusd_per_month is not None:
        left = max(0, limits.microusd_per_month - used.microusd)
        policies.append(f'"spend";q={limits.microusd_per_month};w={period.month_s};qu="microusd"')
        states.append(f'"spend";r={left};t={period.seconds_left("spend")}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
