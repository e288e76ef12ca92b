"""What people agree to when they post: each wording keeps its number for good.

A submission stores the number of the wording that its author saw. A change of meaning gets a
new number here; old wordings stay, so that it can be shown what anybody agreed to.
"""

CURRENT = "2"

_TEXTS = {
    "1": {
        "th": (
            "เราเก็บข้อความของคุณเพื่อวิเคราะห์ปัญหาและจัดทำนโยบาย และจะแสดงข้อความนั้นต่อสาธารณะ "
            "โดยไม่แสดงอีเมลและข้อมูลติดต่อของคุณ เราใช้อีเมลเพื่อแจ้งความคืบหน้าของเรื่องนี้เท่านั้น "
            "คุณถอนข้อความและขอให้ลบข้อมูลได้ทุกเมื่อ "
            "โปรดอย่าใส่ชื่อ เลขประจำตัวประชาชน หรือเบอร์โทรศัพท์ของผู้อื่นลงในข้อความ"
        ),
        "en": (
            "We keep what you write to understand problems and make policy, and show it to the "
            "public without your e-mail address or other contact details. We use your e-mail "
            "address only to tell you what becomes of this. You can withdraw it and have it "
            "deleted at any time. Please leave out names, ID numbers and phone numbers of others."
        ),
    },
    "2": {
        "th": (
            "เราเก็บข้อความของคุณเพื่อวิเคราะห์ปัญหาและจัดทำนโยบาย และจะแสดงข้อความนั้นต่อสาธารณะ "
            "โดยไม่แสดงอีเมลและข้อมูลติดต่อของคุณ ยกเว้นการแจ้งเบาะแสการทุจริต "
            "ซึ่งมีเฉพาะเจ้าหน้าที่ของหน่วยงานเท่านั้นที่อ่านได้ "
            "เราใช้อีเมลเพื่อแจ้งความคืบหน้าของเรื่องนี้เท่านั้น "
            "คุณถอนข้อความและขอให้ลบข้อมูลได้ทุกเมื่อ "
            "โปรดอย่าใส่ชื่อ เลขประจำตัวประชาชน หรือเบอร์โทรศัพท์ของผู้อื่นลงในข้อความ"
        ),
        "en": (
            "We keep what you write to understand problems and make policy, and show it to the "
            "public without your e-mail address or other contact details. A report of wrongdoing "
            "is not shown: only the agency’s officers read it. We use your e-mail address only to "
            "tell you what becomes of this. You can withdraw it and have it deleted at any time. "
            "Please leave out names, ID numbers and phone numbers of others."
        ),
    },
}


def text(version: str, language: str) -> str:
    """Return a wording in a language.

    Args:
        version: number of the wording, such as `CURRENT`.
        language: `th` or `en`.

    Raises:
        KeyError: there is no such wording.
    """
    return _TEXTS[version][language]


def is_known(version: str) -> bool:
    """Tell whether there is a wording of this number."""
    return version in _TEXTS
