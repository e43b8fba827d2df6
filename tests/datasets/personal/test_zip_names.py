"""Names of folders are decoded as they were written, whatever machine packed them without stating the encoding."""

import struct
import zlib
from zipfile import ZipInfo

import pytest

from cnnviz.datasets.personal.zip_names import decoded


def unmarked(names: list[str], encoding: str) -> list[ZipInfo]:
    """Members as Python reads them from an archive that does not state the encoding of their names."""
    return [ZipInfo(name.encode(encoding).decode("cp437")) for name in names]


NAMES = {
    "cp850": ["Köter/1.jpg", "Mäuse/2.jpg", "Größe/3.jpg", "año/4.jpg", "CAÑÓN/5.jpg", "Ávila/6.jpg"],
    "cp437": ["Köter/1.jpg", "piñata/2.jpg", "crème brûlée/3.jpg"],
    "cp1252": ["Köter/1.jpg", "ratón/2.jpg", "corazón/3.jpg", "gäste/4.jpg"],
    "cp866": ["кошка/1.jpg", "Собака/2.jpg", "дом/3.jpg"],
    "cp932": ["ねこ/1.jpg", "いぬ/2.jpg", "写真/とり.jpg", "パンダ/3.jpg"],
    "gbk": ["猫/1.jpg", "狗/2.jpg", "苹果/3.jpg", "图片/香蕉.jpg"],
    "utf-8": ["Köter/1.jpg", "кошка/1.jpg", "ねこ/2.jpg", "苹果/3.jpg", "Ko\u0308ter/4.jpg", "🐕/5.jpg"],
}


@pytest.mark.parametrize("encoding", NAMES)
def test_names_without_a_stated_encoding_are_read(encoding: str) -> None:
    assert decoded(unmarked(NAMES[encoding], encoding)) == NAMES[encoding]


@pytest.mark.parametrize("name", ["Köter", "piñata", "Über", "été", "niño", "CAÑÓN", "señal de tráfico"])
def test_one_western_name_is_enough(name: str) -> None:
    assert decoded(unmarked([f"{name}/1.jpg"], "cp850")) == [f"{name}/1.jpg"]


def test_names_that_are_marked_or_ascii_stay_as_they_are() -> None:
    marked = ZipInfo("Köter/猫.jpg")
    marked.flag_bits |= 0x800
    assert decoded([marked, ZipInfo("cat/1.jpg")]) == ["Köter/猫.jpg", "cat/1.jpg"]


def test_a_second_name_in_utf_8_is_believed() -> None:
    member = ZipInfo("caf\x82")
    second = "茶".encode()
    member.extra = struct.pack("<HHBL", 0x7075, 5 + len(second), 1, zlib.crc32(b"caf\x82")) + second
    member.filename = "é".encode("cp850").decode("cp437")
    assert decoded([member]) == ["茶"]


@pytest.mark.parametrize(
    "extra", [b"\x75\x70", b"\x75\x70\xff\xff\x01", b"\x75\x70\x05\x00\x01\x00\x00\x00\x00", bytes(99)]
)
def test_a_damaged_extra_field_harms_nothing(extra: bytes) -> None:
    member = ZipInfo("Köter".encode("cp850").decode("cp437"))
    member.extra = extra
    assert decoded([member])[0].startswith("K")
