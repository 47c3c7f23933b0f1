import re
import sys
from importlib import import_module
from types import FrameType
from typing import Any

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.guard import MASK, MOST_PHONE_CHECKS, Kind, inspect
from bot.delivery.guard.addresses import IBAN_START, LETTERED_ID, LINK, MAIL_DOMAIN
from bot.delivery.guard.groups import GROUP

# The standard library's own reading of an expression, which has no public name.
sre: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

FOUND: list[tuple[Kind, str]] = [
    # What is personal data stands between ⟦ and ⟧.
    (Kind.EMAIL, "Write to ⟦jane.doe@example.com⟧."),
    (Kind.EMAIL, "⟦J.O'Hara+refunds@mail.example.co.uk⟧, again"),
    (Kind.EMAIL, "mailto:⟦jane@example.com⟧"),
    (Kind.EMAIL, "https://help.example.com/find?email=⟦jane%40example.com⟧&x=1"),
    (Kind.EMAIL, "https://⟦jane@example.com⟧/inbox"),
    (Kind.EMAIL, "⟦zoë@exämple.com⟧"),
    (Kind.EMAIL, "⟦ja\u200bne@exam\u00adple.com⟧"),
    (Kind.EMAIL, "to ⟦jane@example.com⟧—she wrote"),
    (Kind.EMAIL, "请联系⟦jane@example.com⟧谢谢"),
    (Kind.EMAIL, "⟦иван.петров7@пример.рф⟧"),
    (Kind.EMAIL, "<⟦jane@example.com⟧>"),
    (Kind.EMAIL, "_⟦jane@example.com⟧_"),
    (Kind.EMAIL, "⟦jane_doe_7@example.com⟧"),
    (Kind.PHONE, "call _⟦+44 20 7946 0018⟧_"),
    (Kind.PHONE, "call\t⟦020\t7946\t0018⟧"),
    (Kind.CARD, "_⟦4111 1111 1111 1111⟧_"),
    (Kind.CARD, "⟦4111_1111_1111_1111⟧"),
    (Kind.EMAIL, "⟦0612345678@example.com⟧"),
    (Kind.PHONE, "Call ⟦+44 20 7946 0018⟧ back"),
    (Kind.PHONE, "⟦+442079460018⟧"),
    (Kind.PHONE, "⟦+44 (0)20 7946 0018⟧"),
    (Kind.PHONE, "(⟦+63 917 123 4567⟧)"),
    (Kind.PHONE, "⟦0044 20 7946 0018⟧"),
    (Kind.PHONE, "⟦+1-415-555-2671⟧ ext. 3"),
    (Kind.PHONE, "tel:⟦+4915112345678⟧"),
    (Kind.PHONE, "⟦＋４４ ２０ ７９４６ ００１８⟧"),
    (Kind.PHONE, "⟦+٤٤ ٢٠ ٧٩٤٦ ٠٠١٨⟧"),
    (Kind.PHONE, "⟦+44\u00a020\u20117946\u200b0018⟧"),
    (Kind.PHONE, "⟦020 7946 0018⟧"),
    (Kind.PHONE, "on ⟦02079460018⟧."),
    (Kind.PHONE, "⟦415-555-2671⟧"),
    (Kind.PHONE, "(⟦415) 555-2671⟧"),
    (Kind.PHONE, "⟦612 345 678⟧"),
    (Kind.PHONE, "⟦0917 123 4567⟧"),
    (Kind.PHONE, "⟦06 12 34 56 78⟧ merci"),
    (Kind.PHONE, "⟦01.02.26.10.30⟧"),
    (Kind.PHONE, "24/7: ⟦01 42 68 53 00⟧."),
    (Kind.PHONE, "电话⟦13812345678⟧。"),
    (Kind.PHONE, "번호는 ⟦010-2345-6789⟧입니다"),
    (Kind.PHONE, "⟦03ー1234ー5678⟧"),
    (Kind.PHONE, "⟦9123 4567⟧ at noon"),
    (Kind.PHONE, "⟦20123456⟧ at noon"),
    (Kind.PHONE, "call me on ⟦611 1234⟧"),
    (Kind.PHONE, "dial ⟦+1 555 0100 199⟧"),
    (Kind.PHONE, "⟦0171 1234567⟧ 24.11.2026"),
    (Kind.PHONE, "⟦+49 171 1234567⟧ 2 times"),
    (Kind.PHONE, "Ron ⟦0712 345 678⟧ rang"),
    (Kind.CARD, "⟦4111111111111111⟧"),
    (Kind.CARD, "Visa ⟦4111 1111 1111 1111⟧, 12/27"),
    (Kind.CARD, "⟦5555-5555-5555-4444⟧"),
    (Kind.CARD, "⟦3782 822463 10005⟧"),
    (Kind.CARD, "⟦6011 1111 1111 1117⟧"),
    (Kind.CARD, "#⟦4111111111111111⟧"),
    (Kind.CARD, "12 34 ⟦4111 1111 1111 1111⟧ 56"),
    (Kind.IBAN, "⟦GB29 NWBK 6016 1331 9268 19⟧ PLEASE"),
    (Kind.IBAN, "⟦DE89370400440532013000⟧"),
    (Kind.IBAN, "⟦de89 3704 0044 0532 0130 00⟧."),
    (Kind.IBAN, "⟦NO93-8601-1117-947⟧"),
    (Kind.IBAN, "⟦DE89370400440532013000⟧です"),
    (Kind.NATIONAL_ID, "SSN ⟦536-90-4399⟧"),
    (Kind.NATIONAL_ID, "CPF ⟦390.533.447-05⟧"),
    (Kind.NATIONAL_ID, "⟦2341 2341 2346⟧"),
    (Kind.NATIONAL_ID, "⟦RCCMNL83S18D969H⟧"),
    (Kind.NATIONAL_ID, "DNI ⟦54362315K⟧"),
    (Kind.NATIONAL_ID, "NIE ⟦X-2482300-W⟧"),
    (Kind.NATIONAL_ID, "⟦2 95 10 99 126 111 93⟧"),
    (Kind.REFERENCE, "customer ⟦482139071⟧"),
    (Kind.REFERENCE, "⟦1234567890123456789012⟧"),
    (Kind.REFERENCE, "⟦1234-5678-9012⟧"),
    (Kind.REFERENCE, "contract ⟦482-1-3907122⟧"),
    (Kind.REFERENCE, "⟦4111111111111112⟧"),
    (Kind.REFERENCE, "order ⟦123456789012⟧"),
    (Kind.REFERENCE, "GB29 NWBK ⟦6016 1331 9268 18⟧"),
]

LEFT_ALONE = [
    "Refunds over €50 no longer need a supervisor",
    "From €1,299.00 to € 12.500,00, $4 000 000 and 250 000 000 kr",
    "1 250 000 000 EUR",
    "Order #12345, ticket ZD-884213, case INC-0020794600, #0207946001",
    "RMA-020-7946-0018",
    "Tue 24 Nov 2026, 14:00 to 15:30",
    "2026-11-24 14:00, 2026-11-24T14:00:00+01:00, 24.11.2026 10:30, 24/11/2026 10-12",
    "01.02.2026 10:30",
    "2024-2026 and 2025/2026",
    "https://status.example.com/incidents/4111111111111111?t=02079460018",
    "see www.example.com/orders/020-7946-0018/GB29NWBK60161331926819",
    "https://social.example.com/@jane.doe/posts",
    "logo@2x.png and icon@3x.jpeg",
    "@Instep update, ask @jane, <@U012ABCDEF> in <#C012ABCDEF>",
    "react@18.2.0, version 10.0.19045.3693, 192.168.100.200",
    "GB29NWBK60161331926819X",
    "AB12 is gate 4",
    "54362315A",
    "12 of 34 people, 94 % / 91 % / 78 %, 3.1 s, 0.4 s",
    "a 1-2-3 answer in 10 10 10 steps",
    "000-00-0000",
    "A+ rating, C++ 17, +1 for this, +5 %",
    "part 4111111111111111x and v4111111111111111",
    "10000-15000 orders, 2500-3000 late, 500-1000 early, 0900-1730",
    "rooms 101 102 103, sizes 38 40 42 44, 100 200 300 points",
    "24.11.-26.11.2026, 24.11.26 10.30, 24.11. 14.30-16.30, 20261124143000",
    "52.520008, 13.404954, 1.20.300.4000, build 10.0.19045",
    "12 345 678 views, £1 035 270 206, 1 035 270 206 Ft, 7 900 000 000",
    "order 48213907, order 4821 3907, called about order 4821390",
    "",
]


@pytest.mark.parametrize(("kind", "marked"), FOUND)
def test_personal_data_is_found_where_it_stands(kind: Kind, marked: str) -> None:
    before, found, after = re.split("[⟦⟧]", marked)
    text = before + found + after
    result = inspect(text)
    assert [(one.kind, text[one.start : one.end]) for one in result.findings] == [(kind, found)]
    assert result.masked == before + MASK + after


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_not_personal_is_left_alone(text: str) -> None:
    result = inspect(text)
    assert result.findings == ()
    assert result.masked == text


def test_an_amount_of_money_is_no_phone_number() -> None:
    assert len(inspect("612 345 678").findings) == 1
    for amount in (
        "€612 345 678",
        "€ 612 345 678",
        "612 345 678€",
        "612 345 678 EUR",
        "612 345 678 kr",
        "Rp 612.345.678",
    ):
        assert inspect(amount).findings == ()


def test_an_order_of_eight_digits_is_no_phone_number_unless_it_is_said_to_be_one() -> None:
    assert inspect("Bestellung 20123456").findings == ()
    assert [one.kind for one in inspect("Bestellung, Handy 20123456").findings] == [Kind.PHONE]


def test_a_preview_shows_the_author_which_and_no_more() -> None:
    text = "jane@example.com +44 20 7946 0018, 4111 1111 1111 1111, GB29NWBK60161331926819, 536-90-4399"
    assert [one.preview for one in inspect(text).findings] == ["j…@…", "…18", "…1111", "GB…19", "…99"]
    assert inspect(text).masked == f"{MASK} {MASK}, {MASK}, {MASK}, {MASK}"


def test_several_findings_keep_their_places_in_text_with_emoji() -> None:
    text = "👩‍🦽 jane@example.com 🎉 +44 20 7946 0018 👋🏽"
    assert [text[one.start : one.end] for one in inspect(text).findings] == ["jane@example.com", "+44 20 7946 0018"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("__jane@example.com__ and 4111 1111 1111 1111", f"__{MASK}__ and {MASK}"),
        ("___ call +44 20 7946 0018___, please", f"___ call {MASK}___, please"),
        ("_0@example.com", f"_{MASK}"),
        ("_@example.com", MASK),
    ],
)
def test_low_lines_of_italics_leave_what_stands_between_them_in_its_place(text: str, masked: str) -> None:
    assert inspect(text).masked == masked


PERSONAL = st.one_of(
    st.emails(domains=st.sampled_from(["example.com", "mail.example.org"])).filter(
        # A low line that does not stand within a word is taken for italics, and stays.
        lambda mail: re.fullmatch(r"(?:[a-zA-Z0-9.+'-]|(?<=[a-zA-Z0-9])_(?=[a-zA-Z0-9]))+@[\w.-]+", mail) is not None
    ),
    st.integers(0, 999).map(lambda n: f"+44 20 7946 0{n:03d}"),
    st.sampled_from(["4111 1111 1111 1111", "5555555555554444", "GB29 NWBK 6016 1331 9268 19", "536-90-4399"]),
)
WORDS = st.sampled_from(
    ["please", "call", "€50", "#12345", "ZD-884213", "14:00", "24.11.2026", "—", "مرحبا", "🎉", "\n"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, PERSONAL.map(lambda data: f"⟦{data}⟧")), max_size=12))
def test_personal_data_is_found_among_other_words_and_nothing_else_is(words: list[str]) -> None:
    text = " , ".join(words)
    plain = re.sub("[⟦⟧]", "", text)
    assert inspect(plain).masked == re.sub("⟦[^⟧]*⟧", MASK, text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789 +-.()/@#aZé€\u200b\n٤%_=:G"), max_size=120))
def test_findings_are_in_order_apart_and_within_the_text(text: str) -> None:
    result = inspect(text)
    done = 0
    for one in result.findings:
        assert done <= one.start < one.end <= len(text)
        done = one.end
    assert result.masked.count(MASK) == len(result.findings)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    inspect(text)


# --- effort ----------------------------------------------------------------------------------------------------------


def repeats(pattern: Any) -> list[tuple[Any, Any]]:
    """Every repeat in a parsed expression: how it repeats, and how often at most."""
    found = []
    for operation, argument in pattern:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            found.append((operation, argument[1]))
            found += repeats(argument[2])
        elif operation is sre.SUBPATTERN:
            found += repeats(argument[-1])
        elif operation is sre.BRANCH:
            found += [one for branch in argument[1] for one in repeats(branch)]
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            found += repeats(argument[1])
    return found


@pytest.mark.parametrize("expression", [LINK, MAIL_DOMAIN, IBAN_START, LETTERED_ID, GROUP])
def test_no_expression_can_try_the_same_text_again_and_again(expression: re.Pattern[str]) -> None:
    found = repeats(parser.parse(expression.pattern, expression.flags))
    assert found
    assert all(most is not sre.MAXREPEAT or kind is sre.POSSESSIVE_REPEAT for kind, most in found)


def steps(text: str) -> int:
    """How many functions of Python and C one inspection calls."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        inspect(text)
    finally:
        sys.setprofile(previous)
    return calls


HOSTILE = [
    "0 ",
    "01 02 ",
    "+1 ",
    "4111 ",
    "1",
    "a@",
    "a@b.",
    "@a.aa.",
    "GB29 ",
    "AB12CD34",
    "(",
    "٤ ",
    "X-",
    "2-2 ",
    "a.b",
    "€1 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_effort_grows_with_the_length_and_not_faster(piece: str) -> None:
    inspect(piece * 100)
    small, large = (steps((piece * (length // len(piece)))[:length]) for length in (10_000, 40_000))
    # What the phone library is asked has a fixed ceiling, reached early or late.
    ceiling = MOST_PHONE_CHECKS * 150
    assert large <= 4.4 * small + ceiling
    assert large <= 40_000 * 100 + ceiling


def lookups(text: str) -> int:
    """How many times one inspection asks the phone library."""
    asked = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal asked
        asked += event == "call" and frame.f_code is phonenumbers.parse.__code__

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        inspect(text)
    finally:
        sys.setprofile(previous)
    return asked


@pytest.mark.parametrize("piece", ["(000) 000-0001, ", "020 7946 0018/"])
def test_the_phone_library_is_asked_so_many_times_and_no_more(piece: str) -> None:
    hostile = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert lookups(hostile) <= MOST_PHONE_CHECKS


def test_beyond_the_ceiling_what_looks_like_a_phone_number_counts_as_one() -> None:
    looks_like_one = "(000) 000-0001, "
    assert inspect(looks_like_one).findings == ()
    findings = inspect(looks_like_one * MOST_PHONE_CHECKS).findings
    assert 0 < len(findings) < MOST_PHONE_CHECKS
    assert {one.kind for one in findings} == {Kind.PHONE}
