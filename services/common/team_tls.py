"""The certificate of the doors for teams: read from two files, and anew when they change."""

import logging
from pathlib import Path

import grpc

from services.common.logs import event
from services.common.settings import BadSettings, ProcessSettings

log = logging.getLogger(__name__)


def team_credentials(settings: ProcessSettings) -> grpc.ServerCredentials | None:
    """What a team door shows; None: it speaks plainly, which production refuses."""
    certificate, key = settings.team_tls_certificate, settings.team_tls_key
    if certificate is None and key is None:
        if settings.production:
            raise BadSettings("LYO_TEAM_TLS_CERTIFICATE: set it, the team door speaks TLS only")
        return None
    if certificate is None or key is None:
        raise BadSettings("LYO_TEAM_TLS_CERTIFICATE and LYO_TEAM_TLS_KEY: set both")
    files = _Files(certificate, key)
    # Its types do not know that None is an answer.
    return grpc.dynamic_ssl_server_credentials(files.read(), files.changed)  # type: ignore[arg-type]


class _Files:
    """Certificate and key, as they were read last."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._certificate = certificate
        self._key = key
        self._seen = self._times()

    def read(self) -> grpc.ServerCertificateConfiguration:
        try:
            pair = (self._key.read_bytes(), self._certificate.read_bytes())
        except OSError as error:
            raise BadSettings(f"LYO_TEAM_TLS_CERTIFICATE, LYO_TEAM_TLS_KEY: {error}") from None
        return grpc.ssl_server_certificate_configuration([pair])

    def changed(self) -> grpc.ServerCertificateConfiguration | None:
        """Asked by gRPC for each connection: the new pair; None: it is still the same."""
        times = self._times()
        if times == self._seen:
            return None
        self._seen = times
        try:
            return self.read()
        except BadSettings as error:  # one file of the two may be late: the old pair goes on
            event(log, "certificate_not_read", level=logging.WARNING, error=error)
            self._seen = ()
            return None

    def _times(self) -> tuple[int, ...]:
        try:
            return tuple(each.stat().st_mtime_ns for each in (self._certificate, self._key))
        except OSError:
            return ()
