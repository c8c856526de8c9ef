"""What the installation has for channels of a platform that have no token of their own."""

from dataclasses import dataclass

from services.common.logs import Secret


@dataclass(frozen=True)
class DefaultToken:
    """A token, and the account that it belongs to where the platform asks for that too."""

    token: Secret
    account_id: str = ""
