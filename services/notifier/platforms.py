"""Who sends for which platform, as the settings say."""

from urllib.parse import urlsplit

from services.common.clock import Clock
from services.common.settings import BadSettings
from services.notifier.providers import meta, twilio
from services.notifier.providers.console import Console
from services.notifier.providers.http import HostNotAllowed, Http, checked_url
from services.notifier.providers.meta import Meta
from services.notifier.providers.provider import Platform, Providers
from services.notifier.providers.twilio import Twilio
from services.notifier.providers.zaptra import Zaptra
from services.notifier.settings import Settings


class Urls:
    """Where providers are, looked at when the process starts: a wrong one must not send a token
    to somebody else."""

    def __init__(self, settings: Settings, *, production: bool) -> None:
        self._loopback = not production
        self.graph = self._checked("LYO_NOTIFIER_GRAPH_URL", settings.graph_url, meta.HOSTS)
        self.twilio = self._checked("LYO_NOTIFIER_TWILIO_URL", settings.twilio_url, twilio.HOSTS)
        self.twilio_content = self._checked(
            "LYO_NOTIFIER_TWILIO_CONTENT_URL", settings.twilio_content_url, twilio.CONTENT_HOSTS
        )
        # Zaptra is sold under many names: here the setting alone says whose it is.
        host = urlsplit(settings.zaptra_url).hostname or ""
        self.zaptra = self._checked("ZAPTRA_API_URL", settings.zaptra_url, frozenset({host}))

    def _checked(self, name: str, url: str, hosts: frozenset[str]) -> str:
        try:
            return checked_url(url, hosts, loopback=self._loopback)
        except HostNotAllowed as error:
            raise BadSettings(f"{name}: {error}") from None


def providers_of(settings: Settings, http: Http, *, production: bool, now: Clock) -> Providers:
    """Those that messages leave by."""
    if settings.console and production:
        raise BadSettings("LYO_NOTIFIER_CONSOLE: not in production, where messages have to leave")
    urls = Urls(settings, production=production)
    if settings.console:
        return dict.fromkeys(Platform, Console())
    return {
        Platform.WHATSAPP: Meta(http, urls.graph, settings.graph_version, now),
        Platform.TWILIO: Twilio(
            http, urls.twilio, urls.twilio_content, settings.public_base_url, now
        ),
        Platform.ZAPTRA: Zaptra(http, urls.zaptra, now),
    }
