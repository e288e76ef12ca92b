"""What a person agrees to when making an account; a change of the words is a new version."""

VERSION = "2026-01"

_TEXTS = {
    "th": (
        "เราเก็บอีเมล ชื่อที่แสดง และรายการที่คุณทำในบัญชีนี้ "
        "เพื่อให้คุณเข้าสู่ระบบและติดตามเรื่องของคุณได้ "
        "ข้อความที่คุณส่งจะเผยแพร่ตามชื่อที่คุณเลือกแสดงในแต่ละครั้ง "
        "คุณขอรับสำเนาข้อมูลหรือปิดบัญชีได้ทุกเมื่อจากหน้าบัญชีของฉัน"
    ),
    "en": (
        "We keep your e-mail address, your display name and what you do with this account, so"
        " that you can sign in and follow what you sent. What you send is published under the"
        " name you choose each time. You can take a copy of your data or close the account at"
        " any time from the page My account."
    ),
}


def text(language: str) -> str:
    """Return the words in a language, `th` or `en`."""
    return _TEXTS[language]
