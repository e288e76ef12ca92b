"""The 77 provinces of Thailand, by their ISO 3166-2:TH codes."""

import re
from dataclasses import dataclass
from typing import Literal

Region = Literal["north", "northeast", "central", "east", "west", "south"]

_LEADING_VOWEL = re.compile("([เแโใไ])(.)")
_SILENT_AT_FIRST = re.compile("[็-๎]")


def _thai_order(name: str) -> str:
    """Return a key by which Thai names sort as in a Thai dictionary.

    A vowel that is written before its consonant is read after it, and tone marks count only
    between names that are otherwise the same.
    """
    read_order = _LEADING_VOWEL.sub(r"\2\1", name)
    return _SILENT_AT_FIRST.sub("", read_order) + " " + read_order


@dataclass(frozen=True, slots=True)
class Province:
    """One province; `code` is the numeric part of ISO 3166-2:TH, such as "50"."""

    code: str
    name_th: str
    name_en: str
    region: Region

    @property
    def sort_key(self) -> str:
        """The key of its place in a list in Thai order."""
        return _thai_order(self.name_th)


_BY_REGION: dict[Region, tuple[tuple[str, str, str], ...]] = {
    "central": (
        ("10", "กรุงเทพมหานคร", "Bangkok"),
        ("11", "สมุทรปราการ", "Samut Prakan"),
        ("12", "นนทบุรี", "Nonthaburi"),
        ("13", "ปทุมธานี", "Pathum Thani"),
        ("14", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya"),
        ("15", "อ่างทอง", "Ang Thong"),
        ("16", "ลพบุรี", "Lop Buri"),
        ("17", "สิงห์บุรี", "Sing Buri"),
        ("18", "ชัยนาท", "Chai Nat"),
        ("19", "สระบุรี", "Saraburi"),
        ("26", "นครนายก", "Nakhon Nayok"),
        ("60", "นครสวรรค์", "Nakhon Sawan"),
        ("61", "อุทัยธานี", "Uthai Thani"),
        ("62", "กำแพงเพชร", "Kamphaeng Phet"),
        ("64", "สุโขทัย", "Sukhothai"),
        ("65", "พิษณุโลก", "Phitsanulok"),
        ("66", "พิจิตร", "Phichit"),
        ("67", "เพชรบูรณ์", "Phetchabun"),
        ("72", "สุพรรณบุรี", "Suphan Buri"),
        ("73", "นครปฐม", "Nakhon Pathom"),
        ("74", "สมุทรสาคร", "Samut Sakhon"),
        ("75", "สมุทรสงคราม", "Samut Songkhram"),
    ),
    "east": (
        ("20", "ชลบุรี", "Chon Buri"),
        ("21", "ระยอง", "Rayong"),
        ("22", "จันทบุรี", "Chanthaburi"),
        ("23", "ตราด", "Trat"),
        ("24", "ฉะเชิงเทรา", "Chachoengsao"),
        ("25", "ปราจีนบุรี", "Prachin Buri"),
        ("27", "สระแก้ว", "Sa Kaeo"),
    ),
    "northeast": (
        ("30", "นครราชสีมา", "Nakhon Ratchasima"),
        ("31", "บุรีรัมย์", "Buri Ram"),
        ("32", "สุรินทร์", "Surin"),
        ("33", "ศรีสะเกษ", "Si Sa Ket"),
        ("34", "อุบลราชธานี", "Ubon Ratchathani"),
        ("35", "ยโสธร", "Yasothon"),
        ("36", "ชัยภูมิ", "Chaiyaphum"),
        ("37", "อำนาจเจริญ", "Amnat Charoen"),
        ("38", "บึงกาฬ", "Bueng Kan"),
        ("39", "หนองบัวลำภู", "Nong Bua Lam Phu"),
        ("40", "ขอนแก่น", "Khon Kaen"),
        ("41", "อุดรธานี", "Udon Thani"),
        ("42", "เลย", "Loei"),
        ("43", "หนองคาย", "Nong Khai"),
        ("44", "มหาสารคาม", "Maha Sarakham"),
        ("45", "ร้อยเอ็ด", "Roi Et"),
        ("46", "กาฬสินธุ์", "Kalasin"),
        ("47", "สกลนคร", "Sakon Nakhon"),
        ("48", "นครพนม", "Nakhon Phanom"),
        ("49", "มุกดาหาร", "Mukdahan"),
    ),
    "north": (
        ("50", "เชียงใหม่", "Chiang Mai"),
        ("51", "ลำพูน", "Lamphun"),
        ("52", "ลำปาง", "Lampang"),
        ("53", "อุตรดิตถ์", "Uttaradit"),
        ("54", "แพร่", "Phrae"),
        ("55", "น่าน", "Nan"),
        ("56", "พะเยา", "Phayao"),
        ("57", "เชียงราย", "Chiang Rai"),
        ("58", "แม่ฮ่องสอน", "Mae Hong Son"),
    ),
    "west": (
        ("63", "ตาก", "Tak"),
        ("70", "ราชบุรี", "Ratchaburi"),
        ("71", "กาญจนบุรี", "Kanchanaburi"),
        ("76", "เพชรบุรี", "Phetchaburi"),
        ("77", "ประจวบคีรีขันธ์", "Prachuap Khiri Khan"),
    ),
    "south": (
        ("80", "นครศรีธรรมราช", "Nakhon Si Thammarat"),
        ("81", "กระบี่", "Krabi"),
        ("82", "พังงา", "Phangnga"),
        ("83", "ภูเก็ต", "Phuket"),
        ("84", "สุราษฎร์ธานี", "Surat Thani"),
        ("85", "ระนอง", "Ranong"),
        ("86", "ชุมพร", "Chumphon"),
        ("90", "สงขลา", "Songkhla"),
        ("91", "สตูล", "Satun"),
        ("92", "ตรัง", "Trang"),
        ("93", "พัทลุง", "Phatthalung"),
        ("94", "ปัตตานี", "Pattani"),
        ("95", "ยะลา", "Yala"),
        ("96", "นราธิวาส", "Narathiwat"),
    ),
}

PROVINCES: tuple[Province, ...] = tuple(
    sorted(
        (
            Province(code, name_th, name_en, region)
            for region, rows in _BY_REGION.items()
            for code, name_th, name_en in rows
        ),
        key=lambda each: each.sort_key,
    )
)

_BY_CODE = {each.code: each for each in PROVINCES}


def province(code: str) -> Province | None:
    """Return the province with the ISO 3166-2:TH number `code`, or None where there is none."""
    return _BY_CODE.get(code)
