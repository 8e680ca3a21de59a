"""A sandbox as one CloudFormation stack: its template, made from topology.yml, infra/ and this package's neighbours."""
