"""A browser to look at pages with."""

import pytest

from tests.support.browser import find_browser
from tests.support.needs import lacking


@pytest.fixture(scope="session")
def browser() -> str:
    found = find_browser()
    return found or lacking("chromium, or another browser of its kind")
