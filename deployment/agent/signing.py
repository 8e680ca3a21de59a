"""The secret with the certificate that the agent signs pictures with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from agent.marks.certificate import CertificateError, SigningCertificate
from deployment.names import Names
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSigning:
    """The name or the ARN of a secret in Secrets Manager; None to sign nothing."""

    secret: str | None = None

    def environment(self) -> dict[str, str]:
        """The agent's variables for it."""
        return {"SIGNING_SECRET": self.secret} if self.secret else {}

    def statements(self, names: Names) -> list[dict[str, Any]]:
        """What the agent's policy has for it."""
        if not self.secret:
            return []
        # Secrets Manager adds a hyphen and six characters of its own to a name.
        named = f"arn:aws:secretsmanager:{names.region}:{names.account}:secret:{self.secret}-??????"
        return [
            {
                "Sid": "ReadSigningCertificate",
                "Effect": "Allow",
                "Action": ["secretsmanager:GetSecretValue"],
                "Resource": self.secret if self.secret.startswith("arn:") else named,
            }
        ]

    def read(self, secretsmanager: "SecretsManagerClient") -> SigningCertificate:
        """The certificate, which is valid now.

        Raises:
            CertificateError: if there is none, or nothing can be signed with it.
            ClientError: if the secret may not be read.
        """
        try:
            content = secretsmanager.get_secret_value(SecretId=self.secret or "")["SecretString"]
        except ClientError as error:
            if error_code(error) != "ResourceNotFoundException":
                raise
            raise CertificateError(f"There is no secret {self.secret}") from error
        except KeyError:
            raise CertificateError(f"The secret {self.secret} is binary; it must be text") from None
        certificate = SigningCertificate.read(content)
        certificate.check_time()
        return certificate

    def check(self, secretsmanager: "SecretsManagerClient") -> None:
        """Refuses a certificate that the agent could not sign with. Who may not read the secret need not.

        Raises:
            CertificateError: naming what is wrong.
        """
        if not self.secret:
            return
        try:
            self.read(secretsmanager)
        except ClientError as error:
            if error_code(error) not in ("AccessDeniedException", "AccessDenied"):
                raise
