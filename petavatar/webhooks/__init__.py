"""Webhooks: the POST with which a job's owner learns that the job has ended (https://www.standardwebhooks.com).

    the end of a job ──▶ queue ──▶ sender ──▶ POST ──▶ note of it in the job
                           ▲          │
                           └─ later ──┘ until it is taken, for about a day

    address    which addresses a webhook may have, and lead to
    messages   what is sent: the queue's messages
    signature  the signatures, by the secrets of an owner
    secrets    how these are made, and how often they were rotated
    post       one POST, to an address that was checked
    sender     works on a message
    answers    what clients read about all that

Whatever is done twice is harmless: a receiver knows an event by its `webhook-id`.
"""
