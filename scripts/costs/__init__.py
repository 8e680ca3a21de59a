"""What a job costs, and which quota many of them meet first: computed from counted calls and dated prices."""
