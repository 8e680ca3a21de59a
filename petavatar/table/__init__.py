"""All DynamoDB code: one item per job, every change of state one conditional write.

    queued ──claim──▶ processing ──complete──▶ completed ─┐
      ▲                │  │  └─────fail──────▶ failed ────┴─erase─▶ erasing ──▶ erased
      └───give_up──────┘  └─claim (lease lapsed)─▶ processing

Every write may be made twice, since an answer can get lost: the second time finds its own token and says the same.
"""

from petavatar.table.jobs import JobTable
from petavatar.table.leases import Claim, Refusal

__all__ = ["Claim", "JobTable", "Refusal"]
