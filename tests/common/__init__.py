"""Tests of services/common and lyoctl/embedded.py."""
