"""Makes protos/gen from protos/lyo: messages, stubs, their types, and the image that buf reads.

Run by every make target; does nothing when neither the protos nor the tools have changed.
Nothing is fetched: the descriptor of buf/validate/validate.proto comes out of the installed
protovalidate wheel.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from protovalidate._gen.buf.validate import validate_pb

HERE = Path(__file__).parent
GENERATED = HERE / "gen"
IMAGE = "image.binpb"
STAMP = "stamp"
TOOLS = ("grpcio-tools", "mypy-protobuf", "protobuf", "protovalidate")
WELL_KNOWN = ("descriptor", "duration", "field_mask", "timestamp")


def main() -> None:
    """Generate into a new folder and put it in the place of the old one, one process at a time."""
    sources = _sources()
    stamp = _stamp(sources)
    with (HERE / ".generate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current():
            return
        fresh = Path(tempfile.mkdtemp(prefix="gen.", dir=HERE))
        try:
            _generate(sources, fresh)
            (fresh / STAMP).write_text(stamp)
            _replace(fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    print(f"protos: generated stubs of {len(sources)} files")


def _stamp(sources: list[str]) -> str:
    """Changes whenever a proto, a tool or this file does."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for source in sources:
        digest.update(source.encode() + b"\0" + (HERE / source).read_bytes())
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}".encode())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the stubs were made of these protos by these tools."""
    made = GENERATED / STAMP
    return made.exists() and made.read_text() == _stamp(_sources())


def _sources() -> list[str]:
    return sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("lyo/**/*.proto"))


def _generate(sources: list[str], target: Path) -> None:
    rules = target / "validate.binpb"
    rules.write_bytes(_rules_descriptor().SerializeToString())
    common = ["-I", str(HERE), f"--descriptor_set_in={rules}"]
    _protoc([*common, f"--python_out={target}", "buf/validate/validate.proto"])
    plugins = Path(sys.executable).parent
    _protoc(
        [
            *common,
            f"--python_out={target}",
            f"--grpc_python_out={target}",
            f"--plugin=protoc-gen-mypy={plugins / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={plugins / 'protoc-gen-mypy_grpc'}",
            f"--mypy_out=quiet:{target}",
            f"--mypy_grpc_out=quiet:{target}",
            f"--descriptor_set_out={target / IMAGE}",
            "--include_imports",
            "--include_source_info",
            *sources,
        ]
    )


def _rules_descriptor() -> FileDescriptorSet:
    """validate.proto with the well-known files it imports, in the order of dependency."""
    include = files("grpc_tools") / "_proto"
    with tempfile.TemporaryDirectory() as scratch:
        known = Path(scratch) / "known.binpb"
        wanted = [f"google/protobuf/{name}.proto" for name in WELL_KNOWN]
        _protoc(["-I", str(include), f"--descriptor_set_out={known}", *wanted])
        descriptors = FileDescriptorSet.FromString(known.read_bytes())
    descriptors.file.append(FileDescriptorProto.FromString(validate_pb.desc().proto.to_binary()))
    return descriptors


def _protoc(arguments: list[str]) -> None:
    include = str(files("grpc_tools") / "_proto")
    subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", *arguments, "-I", include], check=True
    )


def _replace(fresh: Path) -> None:
    """Swap the folders by renames, so that a process that imports meanwhile finds one of them."""
    fresh.chmod(0o755)
    if not GENERATED.exists():
        fresh.rename(GENERATED)
        return
    old = Path(tempfile.mkdtemp(prefix="gen.", dir=HERE))
    GENERATED.rename(old / "gen")
    fresh.rename(GENERATED)
    shutil.rmtree(old)


if __name__ == "__main__":
    main()
