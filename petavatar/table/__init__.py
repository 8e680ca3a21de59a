"""All DynamoDB code: one item per job, every change of state one conditional write.

    queued ──claim──▶ processing ──complete──▶ completed ─┐
      ▲                │  │  └─────fail──────▶ failed ────┴─erase─▶ erasing ──▶ erased
      └───give_up──────┘  └─claim (lease lapsed)─▶ processing

    store          the calls to DynamoDB, on one table
    conditions     the rules of a job, in Python and as clauses of DynamoDB's conditions
    jobs           reads and creates jobs, and puts failed ones back: JobTable
    leases         the writes of workers: Leases
    cancellations  the writes of a cancellation: Cancellations
    erasures       the writes of an erasure: Erasures
    deliveries     the notes of what became of webhooks: Deliveries
    shares         the writes of sharing, and the read of a stranger: Shares

Every write may be made twice, since an answer can get lost: the second time finds its own token and says the same.
"""
