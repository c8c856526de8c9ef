"""The templates that WhatsApp has approved: data in *.yaml beside this file, one for each tenant.

Providers look here for what may be sent; `POST /templates` adds, pauses and replaces.
"""
