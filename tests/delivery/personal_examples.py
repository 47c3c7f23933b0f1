"""Examples of personal data as people write it in a story, drawn by chance; what is to be found stands in ⟦ ⟧."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn

PHONES = {
    # Formats of a national number; # is any digit.
    "GB": ("020 7### ####", "077## ######", "(0161) 4## ####", "01632 96####", "0115 9## ####", "077########"),
    "US": ("(415) 555-2###", "415-555-2###", "212.555.2###", "646 555 2###", "1-800-356-9###", "(312)5552###"),
    "CA": ("(416) 555-2###", "604-555-2###", "514 555-2###"),
    "DE": ("030 901820##", "030/901820##", "(089) 45 67 8# ##", "0151 234567##", "0171-234 56##", "040-4287##-##"),
    "FR": ("01 42 68 5# ##", "06.12.34.5#.##", "06 12 34 ## ##", "0142685###", "07-81-23-4#-##", "04 91 12 ## ##"),
    "ES": ("612 345 ###", "91 123 4# ##", "612 34 5# ##", "(93) 412 3# ##", "954-12-3#-##", "6123456##"),
    "IT": ("06 6982 1###", "02 1234 5###", "347 123 4###", "347/12345##", "055-2345##", "3331234###"),
    "PT": ("912 345 ###", "21 123 4###", "21 234 ## ##", "9612345##"),
    "NL": ("020 123 4###", "06-123456##", "06 12 34 ## ##", "010-2345###", "0612345###"),
    "BE": ("0470 12 ## ##", "02 123 ## ##", "0470/12.##.##", "03 234 ## ##"),
    "CH": ("044 668 1# ##", "079 123 ## ##", "0792345###", "022/345 ## ##"),
    "AT": ("01 234 56##", "0664 1234###", "0664/123 4# ##", "0732 7720 ###"),
    "IE": ("01 234 5###", "085 123 4###", "(021) 234 5###", "0872345###"),
    "DK": ("20 12 3# ##", "3312 3###", "33 12 ## ##", "201234##", "40-12-3#-##"),
    "NO": ("912 34 5##", "22 12 3# ##", "412 34 ###", "912345##"),
    "SE": ("08-123 45# ##", "070-123 4# ##", "0701234###", "031-12 3# ##", "08 - 123 45# ##"),
    "FI": ("040 123 4###", "09 1234 5###", "050-1234###", "0401234###"),
    "PL": ("512 345 ###", "22 123 4# ##", "601-234-###", "5123456##", "(12) 234 5# ##"),
    "CZ": ("601 123 ###", "222 333 ###", "777-123-###", "6011234##"),
    "HU": ("06 1 234 5###", "06 20 123 4###", "06-30-234-5###", "(06 1) 234 5###"),
    "RO": ("021 123 4###", "0712 345 ###", "0722-123-###", "0721 23 4# ##"),
    "GR": ("21 0123 4###", "210 123 4###", "691 234 5###", "69123456##"),
    "RU": ("8 (912) 345-6#-##", "8 912 345 6# ##", "8 (495) 123-4#-##", "891234567##", "(495) 123-4#-##"),
    "UA": ("044 123 4###", "(067) 123-4#-##", "067 123 4# ##", "0501234###"),
    "TR": ("0212 345 6# ##", "0532 123 4# ##", "(0532) 123 4# ##", "05321234###"),
    "IL": ("02-123-4###", "050-234-5###", "052-1234###", "03-6123###"),
    "AE": ("04 234 5###", "050 123 4###", "0501234###", "02-234 5###"),
    "SA": ("011 234 5###", "050 123 4###", "0551234###"),
    "EG": ("02 23456###", "0100 123 4###", "010 1234 5###", "0101234####"),
    "MA": ("0520-1234##", "0612-345###", "06 12 34 ## ##"),
    "ZA": ("011 234 5###", "082 123 4###", "(021) 423-4###", "0821234###"),
    "NG": ("0802 123 4###", "0803-123-4###", "0802123####", "01 804 5###"),
    "KE": ("0712 345###", "0722 123 ###", "020 212 3###", "0712345###"),
    "IN": ("098765 43###", "98765 43###", "9876543###", "022-2345 6###", "091234-56###", "(011) 2345 6###"),
    "PK": ("0300 1234###", "021 3456 7###", "0301-2345###", "0321234####"),
    "BD": ("01712-345###", "01812 345###", "02-9123###", "01712345###"),
    "LK": ("071 234 5###", "011 234 5###", "0712345###"),
    "CN": ("138 1234 5###", "010-6123 4###", "021 6123 4###", "13812345###", "138-1234-5###", "(010) 6123 4###"),
    "HK": ("2123 4###", "9123 4###", "9123-4###", "512345##"),
    "TW": ("02 2345 6###", "0912-345-###", "(02)2345-6###", "0912345###"),
    "JP": ("03-1234-5###", "090-1234-5###", "(03) 3234-5###", "0901234####", "06-6123-4###", "080 1234 5###"),
    "KR": ("02-312-4###", "010-2345-6###", "010 2345 6###", "0102345####", "031-234-5###"),
    "SG": ("6123 4###", "8123 4###", "9123-4###", "912345##"),
    "MY": ("03-2345 6###", "012-345 6###", "0123456###", "04-234 5###"),
    "ID": ("0812-3456-7###", "021 2345 6###", "0812 345 6##", "(021) 345 6###", "081234567##"),
    "PH": ("0917 123 4###", "(02) 8123 4###", "0917-123-4###", "0918123####", "02 8234 5###"),
    "TH": ("081 234 5###", "02 123 4###", "081-234-5###", "0812345###", "02-234-5###"),
    "VN": ("091 234 5# ##", "024 3823 4###", "0912 345 ###", "0901.234.###", "0912345###"),
    "AU": ("02 9123 4###", "0412 345 ###", "(03) 9123 4###", "1300 123 ###", "0412-345-###"),
    "NZ": ("09 302 3###", "021 123 4###", "(04) 234 5###", "027-234 5###"),
    "MX": ("55 1234 5###", "222 123 4###", "(55) 1234 5###", "33-1234-5###", "55123456##"),
    "BR": ("(11) 91234-5###", "11 91234-5###", "(21) 2123-4###", "(11) 2345 6###", "11 2345-6###"),
    "AR": ("011 2345-6###", "011 15-2345-6###", "(011) 4123-4###", "11 2345-6###"),
    "CL": ("9 6123 4###", "2 2123 4###", "(2) 2123 4###", "961234###"),
    "CO": ("321 123 4###", "(601) 234 5###", "300-123-4###", "3211234###"),
    "PE": ("912 345 ###", "(01) 234 5###", "987-654-###"),
    "CR": ("8312 3###", "2212-3###", "8312-34##"),
}
_CODES = """
GB=44 US=1 CA=1 DE=49 FR=33 ES=34 IT=39 PT=351 NL=31 BE=32 CH=41 AT=43 IE=353 DK=45 NO=47 SE=46 FI=358 PL=48 CZ=420
HU=36 RO=40 GR=30 RU=7 UA=380 TR=90 IL=972 AE=971 SA=966 EG=20 MA=212 ZA=27 NG=234 KE=254 IN=91 PK=92 BD=880 LK=94
CN=86 HK=852 TW=886 JP=81 KR=82 SG=65 MY=60 ID=62 PH=63 TH=66 VN=84 AU=61 NZ=64 MX=52 BR=55 AR=54 CL=56 CO=57 PE=51
CR=506
"""
CODES = {country: int(code) for country, _, code in (one.partition("=") for one in _CODES.split())}
# How the part after the check digits is made: n digits, a capital letters, c either.
_IBANS = """
DE=18n GB=4a14n FR=10n11c2n ES=20n IT=1a10n12c NL=4a10n BE=12n AT=16n CH=5n12c PL=24n PT=21n IE=4a14n DK=14n NO=11n
SE=20n FI=14n CZ=20n HU=24n RO=4a16c GR=7n16c TR=6n16c AE=19n SA=2n18c BR=23n1a1c
"""
IBANS = {country: shape for country, _, shape in (one.partition("=") for one in _IBANS.split())}
CARDS = (
    # A network, what its numbers begin with, their length, the sizes of groups.
    ("Visa", ("4",), 16, (4, 4, 4, 4)),
    ("Visa", ("4",), 19, (4, 4, 4, 4, 3)),
    ("Mastercard", ("51", "53", "55", "2221", "2500", "2720"), 16, (4, 4, 4, 4)),
    ("American Express", ("34", "37"), 15, (4, 6, 5)),
    ("Discover", ("6011", "644", "65"), 16, (4, 4, 4, 4)),
    ("JCB", ("3528", "3566", "3589"), 16, (4, 4, 4, 4)),
    ("Diners Club", ("300", "305", "36", "38"), 14, (4, 6, 4)),
    ("UnionPay", ("62",), 16, (4, 4, 4, 4)),
    ("UnionPay", ("62",), 19, (6, 13)),
    ("Maestro", ("5018", "5020", "6304", "6759"), 16, (4, 4, 4, 4)),
    ("Maestro", ("5018", "6759"), 19, (4, 4, 4, 4, 3)),
)
STORIES = (
    # {} is what is to be found; the words around it are those of a story in several languages.
    "She stayed an hour past her shift, rang the customer on {} and got the chair delivered.",
    "He called {} three times until somebody answered!",
    "{} is where the family can be reached, she noted, and it helped.",
    "The customer wrote: “please use {}”, and Ana did within 5 minutes.",
    "Her details ({}) were lost in the move; Jonas found them in 2 days.",
    "Booked on 24.11.2026 at 14:30, details: {}; refunded €49.90 on the spot.",
    "Ticket #48213, {}, was solved in one go - thank you",
    "She got 3 messages from {}.",
    "Danke, dass du um 18 Uhr noch {} geprüft hast.",
    "Sie hat den Kunden unter {} erreicht und alles geklärt.",
    "Merci à Léa : le client ({}) a été remboursé en 10 minutes.",
    "Elle a noté {} et tout a marché.",
    "El cliente dejó {} y Marta lo resolvió en 2 horas.",
    "Gracias por apuntar {}, quedó perfecto.",
    "Ha scritto a {} e in mezz'ora era tutto a posto.",
    "O cliente deixou {} e ela resolveu tudo.",
    "Klantnaam bekend, gegevens {} en binnen een dag geholpen.",
    "Klient podał {}, a Ola załatwiła wszystko w 1 dzień.",
    "Hon hjälpte kunden ({}) trots att skiftet var slut.",
    "Müşteri {} bıraktı ve sorun 20 dakikada çözüldü.",
    "Она записала {} и решила всё за час.",
    "كتب العميل {} وتم حل المشكلة",
    "客户留下{}，她十分钟就解决了。",
    "お客様から{}と伺い、すぐに対応しました。",
    "고객님이 {}를 남기셨고 바로 해결했습니다.",
    "ลูกค้าให้ {} ไว้ และเธอแก้ปัญหาได้ทันที",
    "ग्राहक ने {} लिखा और रिया ने तुरंत मदद की।",
    "Everything went well:\n{}\nThanks again!",
    "{}",
    "thanks for the help with {}",
)
BEFORE_A_PHONE = (
    "",
    "",
    "",
    "",
    "tel:",
    "tel. ",
    "call me on ",
    "my mobile ",
    "Tel.: ",
    "WhatsApp ",
    "Handy: ",
    "phone=",
)
NO_BREAK, NARROW, FIGURE, HYPHEN = "\u00a0", "\u202f", "\u2007", "\u2011"
WIDE, ARABIC, DEVANAGARI = ord("０"), ord("٠"), ord("०")


@dataclass(frozen=True)
class PersonalExample:
    """A text with personal data between ⟦ and ⟧, its kind, and where in the world or of which make it is."""

    kind: str
    origin: str
    marked: str


def personal_examples(seed: int) -> list[PersonalExample]:
    """The same for the same seed: phones, accounts, cards, mail addresses, and long reference numbers."""
    chance = random.Random(seed)
    drawn = [*_phones(chance), *_ibans(chance), *_cards(chance), *_mails(chance), *_references(chance)]
    return [PersonalExample(kind, origin, _told(chance, kind, data)) for kind, origin, data in drawn]


def _phones(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for country, formats in PHONES.items():
        for number in range(24):
            national = _filled(chance, formats[number % len(formats)])
            yield "phone", country, _dressed(chance, national)
        for number in range(8):
            national = _filled(chance, formats[number % len(formats)])
            yield "international phone", country, _dressed(chance, _international(chance, country, national))


def _international(chance: random.Random, country: str, national: str) -> str:
    prefixes = (f"+{CODES[country]} ", f"+{CODES[country]}-", f"(+{CODES[country]}) ", f"00{CODES[country]} ")
    prefix = chance.choice(prefixes)
    bare = national.replace("(", "").replace(")", " " if ") " not in national else "")
    match country:
        case "HU":
            bare = bare.removeprefix("06").strip(" -")
        case "RU" if bare.startswith("8"):
            bare = bare.removeprefix("8").strip()
        case "US" if bare.startswith("1-"):
            bare = bare.removeprefix("1-")
        case "AR":
            bare = bare.removeprefix("0").replace(" 15-", " ")
        case "IT":
            pass
        case _:
            bare = chance.choice(["", "", "(0)"]) + bare[1:] if bare.startswith("0") else bare
    return prefix + bare


def _dressed(chance: random.Random, number: str) -> str:
    """Some with the spaces, dashes or digits of other keyboards."""
    match chance.randrange(16):
        case 0:
            return number.replace(" ", NO_BREAK)
        case 1:
            return number.replace(" ", NARROW).replace("-", HYPHEN)
        case 2:
            return number.replace(" ", FIGURE).replace("-", "\u2013")
        case 3:
            return _in_digits(number, WIDE)
        case 4:
            return _in_digits(number, ARABIC)
        case 5:
            return _in_digits(number, DEVANAGARI)
        case _:
            return number


def _in_digits(text: str, zero: int) -> str:
    return "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in text)


def _ibans(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for country, shape in IBANS.items():
        for number in range(10):
            iban = _iban(chance, country, shape)
            grouped = " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
            styles = (iban, grouped, grouped.replace(" ", NO_BREAK), grouped.replace(" ", "-"), iban.lower())
            yield "iban", country, chance.choice(styles) if number else grouped


def _iban(chance: random.Random, country: str, shape: str) -> str:
    letters, either = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    account, count = "", ""
    for sign in shape:
        if sign.isdigit():
            count += sign
            continue
        alphabet = {"n": "0123456789", "a": letters, "c": either}[sign]
        account += "".join(chance.choice(alphabet) for _ in range(int(count)))
        count = ""
    value = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    return f"{country}{98 - value % 97:02d}{account}"


def _cards(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for network, beginnings, length, sizes in CARDS:
        for _ in range(24):
            begun = chance.choice(beginnings)
            body = begun + "".join(chance.choice("0123456789") for _ in range(length - len(begun) - 1))
            digits = body + luhn.calc_check_digit(body)
            separator = chance.choice(["", " ", " ", "-", NO_BREAK])
            groups, place = [], 0
            for size in sizes:
                groups.append(digits[place : place + size])
                place += size
            yield "card", network, separator.join(groups)


def _mails(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    names = (
        "jane",
        "jane.doe",
        "j_doe",
        "jane+shop",
        "o'hara",
        "zoë",
        "m.garcía",
        "用户",
        "иван.петров",
        "doe-77",
        "a.b.c",
    )
    hosts = (
        "mail.example",
        "example.com",
        "post.example.co.uk",
        "exämple.de",
        "a-b.example.org",
        "例子.公司",
        "пример.рф",
    )
    for _ in range(240):
        name, host = chance.choice(names), chance.choice(hosts)
        digits = str(chance.randrange(100)) if chance.random() < 0.3 else ""
        mail = f"{name}{digits}@{host}"
        yield "mail", host.rpartition(".")[2], mail.upper() if chance.random() < 0.1 else mail


def _references(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    shapes = (
        "#########",
        "##########",
        "############",
        "####-####-####",
        "#### #### ##",
        "### ### ###",
        "######-####",
        "####/######",
        "############-##",
    )
    callings = (
        "customer number ",
        "contract ",
        "Kundennummer ",
        "Vertrag ",
        "n° de contrat ",
        "policy no. ",
        "account: ",
        "",
    )
    for _ in range(200):
        shape = chance.choice(shapes)
        yield "reference", shape, chance.choice(callings) + "⟦" + _filled(chance, "N" + shape[1:])


def _filled(chance: random.Random, pattern: str) -> str:
    return "".join(
        chance.choice("0123456789") if sign == "#" else chance.choice("3456789") if sign == "N" else sign
        for sign in pattern
    )


def _told(chance: random.Random, kind: str, data: str) -> str:
    before = chance.choice(BEFORE_A_PHONE) if "phone" in kind else ""
    if "⟦" in data:
        before, _, data = data.partition("⟦")
    story = chance.choice(STORIES)
    if kind == "mail" and ord(data[0]) > 0x24F:
        # A name in a script without spaces has no end of its own.
        story = story.replace("留下{}，", "留下 {} ，").replace("から{}と", "から {} と").replace("{}를", "{} 를")
    return story.replace("{}", f"{before}⟦{data}⟧")
