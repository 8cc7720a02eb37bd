"""Hypothesis without its stopwatch: no test here fails because a machine is slow (conftest)."""

from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
