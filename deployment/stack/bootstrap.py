"""The bootstrap stack: the bucket that holds what the sandbox's stack is made of."""

from deployment.stack.storage import private_bucket
from deployment.stack.values import Json, ref, substituted, template_names


def bootstrap_template(sandbox: str) -> Json:
    """The template of the bootstrap stack. Code is kept: a release that is rolled back to needs its own."""
    names = template_names(sandbox)
    unfinished = {"Id": "unfinished", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"PetAvatar, sandbox {sandbox}: the bucket of code and templates",
        "Parameters": {"TlsOnly": {"Type": "String", "Default": "true", "AllowedValues": ["true", "false"]}},
        "Conditions": {"HasTls": {"Fn::Equals": [ref("TlsOnly"), "true"]}},
        "Resources": substituted(
            private_bucket(
                "Artefacts", names.artefact_bucket, {"LifecycleConfiguration": {"Rules": [unfinished]}}, tls="HasTls"
            )
        ),
        "Outputs": {"Bucket": {"Value": ref("ArtefactsBucket")}},
    }
