"""What `make audit` asks of the packages that AWS and the local system get: what they are, and under which licences."""
