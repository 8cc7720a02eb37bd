"""A browser to look at pages with."""

import os

import pytest

from tests.browser import find_browser


@pytest.fixture(scope="session")
def browser() -> str:
    found = find_browser()
    if found is None:
        if os.environ.get("BALINT_VOICE_TEST_BROWSER") == "required":
            pytest.fail("no browser to look at pages with: chromium is not installed")
        pytest.skip("no browser to look at pages with: chromium is not installed")
    return found
