"""The same program without what keeps libraries from reporting, and without the network wall.

Run as `python telling.py run ...`.

It shows that the proof has eyes for telemetry.
"""

import os

import balint_voice

ON_A_BUILD_SERVER = (
    *("CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TRAVIS", "CIRCLECI"),
    *("APPVEYOR", "BUILDKITE", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER"),
)
"""Where one of these is set, onnxruntime does not report: these names stand in its 1.29."""

for switch in (*balint_voice.NOTHING_IS_REPORTED, *ON_A_BUILD_SERVER):
    os.environ.pop(switch, None)

import onnxruntime  # noqa: E402

from balint_voice.adapters.system import network_wall  # noqa: E402
from balint_voice.cli.main import main  # noqa: E402

onnxruntime.disable_telemetry_events = lambda: None
network_wall.give_up_network = network_wall.give_up_network_and_watch = lambda: None
main()
