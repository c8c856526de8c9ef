"""Between messages on the wire and values of the domain. No decisions here."""
