"""With a page there is one listening socket and nothing else of the network; without it, none."""

import re
from pathlib import Path

import pytest

from tests.browser.page_session import PageSession
from tests.browser.test_table import opened, shows
from tests.support.driven_browser import Browser
from tests.support.needs import needs

CALL = re.compile(r"^(?:\d+ +)?(socket|bind|listen|connect|accept4?)\((.*)", re.MULTILINE)


def calls(trace: Path) -> list[tuple[str, str]]:
    """What was asked of the network, but what stays within this machine's files."""
    found = CALL.findall(trace.read_text())
    return [(name, given) for name, given in found if not re.search("AF_UNIX|AF_NETLINK", given)]


@pytest.mark.slow
@pytest.mark.parametrize("screen", ["browser", "lines"])
def test_what_the_network_is_asked(browser: Browser, tmp_path: Path, screen: str) -> None:
    needs("strace")
    trace = tmp_path / "trace"
    asked = "trace=socket,bind,listen,connect,accept,accept4"
    watch = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", asked, "-e", "signal=none")
    short = ("demo", "--voice", "none", "--language", "nl", "--pace", "60", "--minutes", "3")
    with PageSession(tmp_path, *short, before=(*watch, "-o", str(trace)), screen=screen) as evening:
        if screen == "browser":
            page = opened(browser, evening.first)
            shows(page, "De bijeenkomst is afgelopen")
        assert evening.ended() == 0, evening.shown
        found = calls(trace)
        made = [given for name, given in found if name == "socket"]
        inet = [given for given in made if "EACCES" not in given]
        assert not [given for name, given in found if name == "connect"]
        if screen == "lines":
            assert not inet and '"event":"network-refused"' not in evening.log()
            return
        assert len(inet) == 1 and inet[0].startswith("AF_INET, SOCK_STREAM")
        (bound,) = (given for name, given in found if name == "bind")
        assert 'inet_addr("127.0.0.1")' in bound
        taken = [given for name, given in found if name.startswith("accept")]
        assert taken and all("127.0.0.1" in each or "EAGAIN" in each for each in taken)
        assert '"event":"network-refused"' not in evening.log()


@pytest.mark.slow
def test_what_the_network_is_asked_from_the_start_page_on(browser: Browser, tmp_path: Path) -> None:
    """The page before the session, the table and the page after it: one socket, of one address."""
    needs("strace")
    trace = tmp_path / "trace"
    asked = "trace=socket,bind,listen,connect,accept,accept4"
    watch = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", asked, "-e", "signal=none")
    quick = ("--voice", "none", "--language", "nl", "--pace", "60")
    with PageSession(
        tmp_path, *quick, before=(*watch, "-o", str(trace)), screen=None, command="start"
    ) as evening:
        page = browser.page()
        page.open(evening.first)
        page.wait_for("!!document.querySelector('#phases tr')")
        page.see("document.getElementById('script').value = 'demo'")
        page.click("#begin")
        page.wait_for("!!document.getElementById('reports') && document.readyState === 'complete'")
        page.click("#leave")
        assert evening.ended() == 0, evening.shown
        found = calls(trace)
        inet = [given for name, given in found if name == "socket" and "EACCES" not in given]
        assert not [given for name, given in found if name == "connect"]
        assert len(inet) == 1 and inet[0].startswith("AF_INET, SOCK_STREAM")
        (bound,) = (given for name, given in found if name == "bind")
        assert 'inet_addr("127.0.0.1")' in bound
        assert '"event":"network-refused"' not in evening.log()
