"""The parts of a deployment: names, topology, infrastructure, agent, packages, monitoring, API document."""
