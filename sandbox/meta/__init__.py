"""Meta's part of the outside world: the Graph API as WhatsApp serves it, and its webhooks."""
