"""Opens one address of this machine in the browser: a program of its own, for one line on stdin.

Rules: it is started before the network is given up, so that the browser has a network. It imports
nothing of ours, opens nothing but pages of this machine, and ends.
"""

import sys
import webbrowser

if __name__ == "__main__":
    address = sys.stdin.readline().strip()
    if address.startswith("http://127.0.0.1:"):
        webbrowser.open(address)
