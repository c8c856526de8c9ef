"""Two tenants on one installation: does either ever see, change or hear of what is the other's?"""
