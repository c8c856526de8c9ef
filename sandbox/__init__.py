"""The outside world, played by one process: customers with phones, and providers that refuse.

Knows nothing of services/. Each provider is a folder (meta/, twilio/, zaptra/) with models of its
own; the rest is shared by all: journal, faults, webhooks, templates, the phones.
Start it with `python -m sandbox`; its API is listed in sandbox/app.py.
"""
