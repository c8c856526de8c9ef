"""Tests of services/assistant."""
