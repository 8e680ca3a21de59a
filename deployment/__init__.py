"""What a deployment is made of: names, topology, infrastructure, agent, packages, monitoring, API document."""
