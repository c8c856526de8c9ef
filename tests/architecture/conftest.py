"""The wire as a descriptor set, and the rows of the source tree."""

from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def files() -> list[FileDescriptorProto]:
    image = FileDescriptorSet.FromString((ROOT / "protos/gen/image.binpb").read_bytes())
    return [file for file in image.file if file.package.startswith("lyo.")]
