"""The agent's process on one machine: on the loopback interface, in a container too, and for the gateway alone."""

import os

from agent.main import app, settings
from local.guard.addresses import AddressGuard
from local.guard.secret import AGENT_VARIABLE, SecretGuard
from local.serving import HOST

if __name__ == "__main__":
    # What is added last is asked first.
    app.add_middleware(SecretGuard, secret=os.environ[AGENT_VARIABLE])
    app.add_middleware(AddressGuard)
    app.run(port=settings.port, host=HOST)
