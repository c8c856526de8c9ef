"""One reader for each platform: from the body of a webhook to inbound items. Pure."""
