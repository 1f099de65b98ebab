"""Copy the front-end assets from npm packages into `mashangban.kit`, or check the copies.

    python tools/vendor_assets.py            refresh (needs Node and a registry)
    python tools/vendor_assets.py --check    compare with the manifest (needs neither)

The copies are committed, so that nobody needs Node to run or build the program. Versions and
integrity hashes are those of package-lock.json; `npm ci` refuses anything else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from purge_css import Keep, purge

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "tools/assets"
KIT = ROOT / "src/mashangban/kit"
VENDOR = KIT / "static/kit/vendor"
FONTS = KIT / "fonts"
MANIFEST = VENDOR / "manifest.json"
LOCK = ROOT / "package-lock.json"
LICENCES = ROOT / "THIRD_PARTY.md"

Make = Callable[[Path], bytes]


@dataclass(frozen=True, slots=True)
class Asset:
    """One vendored file: where it goes and how it is made from its unpacked package."""

    target: Path
    make: Make


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package and the files that are taken from it."""

    name: str
    licence: str
    assets: tuple[Asset, ...]


def copy(source: str) -> Make:
    """Take a file as it is."""
    return lambda package: (package / source).read_bytes()


def script(source: str) -> Make:
    """Take a script without its pointer to a source map, which isn't vendored."""

    def make(package: Path) -> bytes:
        return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", (package / source).read_bytes())

    return make


def stylesheet(source: str, *, keep: str) -> Make:
    """Take the part of a stylesheet that the keep list names."""

    def make(package: Path) -> bytes:
        css = (package / source).read_text(encoding="utf-8")
        rules = Keep.parse((LISTS / keep).read_text(encoding="utf-8"))
        return purge(css, rules).encode()

    return make


def sprite(source: str, *, names: str) -> Make:
    """Join the icons that the list names into one SVG file of symbols."""

    def make(package: Path) -> bytes:
        symbols = []
        for name in (LISTS / names).read_text(encoding="utf-8").split():
            svg = (package / source / f"{name}.svg").read_text(encoding="utf-8")
            drawing = re.findall(
                r"<(?:path|circle|rect|line|ellipse|polyline|polygon)\b[^>]*>", svg
            )
            # The first path is the empty 24-pixel ground of the drawing board.
            shapes = "".join(shape for shape in drawing if 'stroke="none"' not in shape)
            symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
        text = "\n".join(symbols)
        return f'<svg xmlns="http://www.w3.org/2000/svg">\n{text}\n</svg>\n'.encode()

    return make


def committed(name: str) -> Make:
    """Take a licence text kept here, for a package that publishes none."""
    return lambda _package: (LISTS / name).read_bytes()


def licences_of(*names: str) -> Make:
    """Join the licence texts of packages that are bundled into another one's script."""

    def make(package: Path) -> bytes:
        modules = package.parent
        texts = []
        for name in names:
            told = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
            files = sorted((modules / name).glob("LICEN[CS]E*"))
            text = "\n".join(file.read_text(encoding="utf-8").strip() for file in files)
            texts.append(f"{name} {told['version']}, {told['license']}\n\n{text}".strip())
        return (f"\n\n{'-' * 79}\n\n".join(texts) + "\n").encode()

    return make


PACKAGES = (
    Package(
        "weui",
        "MIT",
        (
            Asset(VENDOR / "weui/weui.css", stylesheet("dist/style/weui.min.css", keep="weui.txt")),
            Asset(VENDOR / "weui/LICENSE.txt", copy("LICENSE.txt")),
        ),
    ),
    Package(
        "@tabler/core",
        "MIT",
        (
            Asset(
                VENDOR / "tabler/tabler.css",
                stylesheet("dist/css/tabler.min.css", keep="tabler.txt"),
            ),
            Asset(VENDOR / "tabler/LICENSE.txt", committed("tabler-licence.txt")),
        ),
    ),
    Package(
        "@tabler/icons",
        "MIT",
        (
            Asset(VENDOR / "icons/icons.svg", sprite("icons/outline", names="icons.txt")),
            Asset(VENDOR / "icons/LICENSE.txt", copy("LICENSE")),
        ),
    ),
    Package(
        "htmx.org",
        "0BSD",
        (
            Asset(VENDOR / "htmx/htmx.js", script("dist/htmx.min.js")),
            Asset(VENDOR / "htmx/LICENSE.txt", copy("LICENSE")),
        ),
    ),
    Package(
        "maplibre-gl",
        "BSD-3-Clause",
        (
            Asset(VENDOR / "maplibre/maplibre-gl.mjs", script("dist/maplibre-gl.mjs")),
            Asset(
                VENDOR / "maplibre/maplibre-gl-worker.mjs", script("dist/maplibre-gl-worker.mjs")
            ),
            Asset(
                VENDOR / "maplibre/maplibre-gl.css",
                stylesheet("dist/maplibre-gl.css", keep="maplibre.txt"),
            ),
            Asset(VENDOR / "maplibre/LICENSE.txt", copy("LICENSE.txt")),
            Asset(
                VENDOR / "maplibre/LICENSES-bundled.txt",
                licences_of(
                    "@mapbox/point-geometry",
                    "@mapbox/tiny-sdf",
                    "@mapbox/unitbezier",
                    "@mapbox/vector-tile",
                    "@maplibre/geojson-vt",
                    "@maplibre/maplibre-gl-style-spec",
                    "@maplibre/mlt",
                    "@maplibre/vt-pbf",
                    "bidi-js",
                    "earcut",
                    "gl-matrix",
                    "kdbush",
                    "murmurhash-js",
                    "pbf",
                    "potpack",
                    "quickselect",
                    "tinyqueue",
                ),
            ),
        ),
    ),
    Package(
        "@expo-google-fonts/noto-sans-sc",
        "OFL-1.1",
        (
            Asset(
                FONTS / "NotoSansSC-Regular.ttf",
                copy("400Regular/NotoSansSC_400Regular.ttf"),
            ),
            Asset(FONTS / "OFL.txt", copy("LICENSE_FONT")),
        ),
    ),
)


def refresh() -> None:
    """Install the locked packages in a temporary folder and rewrite the vendored files."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=work, check=True
        )
        made = {
            asset.target: asset.make(work / "node_modules" / package.name)
            for package in PACKAGES
            for asset in package.assets
        }
    for place in (VENDOR, FONTS):
        shutil.rmtree(place, ignore_errors=True)
    for target, content in made.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    MANIFEST.write_text(json.dumps(_manifest(), indent=2) + "\n", encoding="utf-8")


def check() -> list[str]:
    """Return a sentence for each way in which the vendored files differ from the manifest."""
    if not MANIFEST.exists():
        return [f"{_short(MANIFEST)} is missing: run python tools/vendor_assets.py"]
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    problems = [*_check_inputs(manifest), *_check_files(manifest), *_check_lock(manifest)]
    told = LICENCES.read_text(encoding="utf-8") if LICENCES.exists() else ""
    for package in manifest["packages"]:
        if f"{package['name']} {package['version']}" not in told:
            problems.append(
                f"{_short(LICENCES)} does not name {package['name']} {package['version']}: add it"
            )
    return problems


def _check_inputs(manifest: dict[str, Any]) -> Iterable[str]:
    for name, digest in manifest["inputs"].items():
        if _digest(ROOT / name) != digest:
            yield f"{name} has changed: run python tools/vendor_assets.py"


def _check_files(manifest: dict[str, Any]) -> Iterable[str]:
    listed = {
        file["path"]: file["sha256"]
        for package in manifest["packages"]
        for file in package["files"]
    }
    for name, digest in listed.items():
        if not (ROOT / name).exists():
            yield f"{name} is missing: run python tools/vendor_assets.py"
        elif _digest(ROOT / name) != digest:
            yield f"{name} differs from the manifest: vendored files are not edited by hand"
    for folder in (VENDOR, FONTS):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file != MANIFEST and _short(file) not in listed:
                yield f"{_short(file)} is not in the manifest: add it to tools/vendor_assets.py"


def _check_lock(manifest: dict[str, Any]) -> Iterable[str]:
    lock = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    for package in manifest["packages"]:
        locked = lock.get(f"node_modules/{package['name']}", {})
        if any(locked.get(key) != package[key] for key in ("version", "integrity")):
            yield f"{package['name']} differs from package-lock.json: run tools/vendor_assets.py"
    for name, locked in lock.items():
        if "resolved" in locked:
            yield f"package-lock.json names a host for {name}: keep .npmrc beside it and lock again"


def _manifest() -> dict[str, Any]:
    lock = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    packages = []
    for package in PACKAGES:
        locked = lock[f"node_modules/{package.name}"]
        packages.append(
            {
                "name": package.name,
                "version": locked["version"],
                "integrity": locked["integrity"],
                "licence": package.licence,
                "files": [
                    {"path": _short(asset.target), "sha256": _digest(asset.target)}
                    for asset in package.assets
                ],
            }
        )
    lists = sorted(LISTS.glob("*.txt"))
    inputs = {_short(file): _digest(file) for file in lists}
    return {"inputs": inputs, "packages": packages}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


def _short(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    if not parser.parse_args().check:
        refresh()
    problems = check()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
