"""Is every message sent, once, in order, from the tenant's own address?"""
