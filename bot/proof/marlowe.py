"""Marlowe & Finch and its partners Lumenara and Harborline, all invented: the organisation of the demo."""

from bot.proof.organisation import Addressees, Kind, Organisation, Person, Place, Platform, Side, Team

US, LUMENARA, HARBORLINE = "Marlowe & Finch", "Lumenara", "Harborline"

EMEA, APAC, NIGHT, PRODUCT = "Support EMEA", "Support APAC", "Night watch", "Product"
DAY, EVENING = "Lumenara day", "Lumenara night"
CARE, PAYMENTS = "Harborline care", "Harborline payments"

ARCHIVED = "lumenara-night"
"""The channel that cannot be reached."""


def marlowe_and_finch() -> Organisation:
    """40 people of three companies over eight time zones; names long, short, Arabic and Japanese."""
    places = (
        Place("product-news", US, Kind.PUBLIC, (PRODUCT,)),
        Place("support-emea", US, Kind.PUBLIC, (EMEA,), visitors=("nora",)),
        Place("support-apac", US, Kind.PUBLIC, (APAC,), visitors=("nora",)),
        Place("support-night", US, Kind.PUBLIC, (NIGHT,), visitors=("nora",)),
        Place("lumenara-care", LUMENARA, Kind.CONNECT, (DAY,), visitors=("nora",)),
        Place(ARCHIVED, LUMENARA, Kind.CONNECT, (EVENING,), visitors=("nora",)),
        Place("Care desk", HARBORLINE, Kind.STANDARD, (CARE,)),
        Place("Payments desk", HARBORLINE, Kind.STANDARD, (PAYMENTS,)),
        Place("Leads of both houses", HARBORLINE, Kind.SHARED, (CARE, EMEA), visitors=("yasmin", "devika", "ines")),
    )
    return Organisation(
        sides=(
            Side(US, Platform.SLACK, "own_workspace", internal=True),
            Side(LUMENARA, Platform.SLACK, "slack_connect"),
            Side(HARBORLINE, Platform.TEAMS, "own_tenant"),
        ),
        teams=(
            Team(PRODUCT, US, "Europe/London", "GB", "Mon-Fri 09:00-17:30", "nora", "product-news"),
            Team(EMEA, US, "Europe/London", "GB", "Mon-Fri 08:00-16:30", "ines", "support-emea"),
            Team(APAC, US, "Asia/Tokyo", "JP", "Mon-Fri 09:00-18:00", "koharu", "support-apac"),
            Team(NIGHT, US, "America/New_York", "US", "Sun-Thu 22:00-06:00", "odell", "support-night"),
            Team(DAY, LUMENARA, "Asia/Manila", "PH", "Mon-Sat 08:00-17:00", "ligaya", "lumenara-care"),
            Team(EVENING, LUMENARA, "America/Bogota", "CO", "Mon-Fri 14:00-22:00", "amparo", ARCHIVED),
            Team(CARE, HARBORLINE, "Africa/Cairo", "EG", "Sun-Thu 09:00-17:00", "yasmin", "Care desk"),
            Team(PAYMENTS, HARBORLINE, "Asia/Kolkata", "IN", "Mon-Fri 09:30-18:30", "devika", "Payments desk"),
        ),
        people=(*_ours(), *_lumenara(), *_harborline()),
        places=places,
        audiences=(Addressees("Everyone who answers customers", tuple(place.name for place in places)),),
        author="nora",
        admin="tobias",
    )


def _ours() -> tuple[Person, ...]:
    def person(key: str, name: str, team: str, *, on_both: bool = False) -> Person:
        return Person(key, name, US, team, email=f"{key}@marlowe-and-finch.example", on_both=on_both)

    # Ines also has an account in our own Teams tenant, for the channel that Harborline shares with us.
    return (
        person("nora", "Nora Marlowe", PRODUCT),
        person("tobias", "Tobias Finch", PRODUCT),
        person("pim", "Pim", PRODUCT),
        person("ines", "Ines Calloway", EMEA, on_both=True),
        person("wren", "Wren Aldersgate", EMEA),
        person("maxi", "Maximiliana Featherstonehay-Underhill of Little Wibbleton", EMEA),
        person("ruben", "Rubén Ardiles", EMEA),
        person("solveig", "Sólveig Brandsdóttir", EMEA),
        person("koharu", "佐々木 こはる", APAC),
        person("ren", "水野 蓮", APAC),
        person("tui", "Tui Kahurangi", APAC),
        person("minh", "Minh Anh Đặng", APAC),
        person("odell", "Odell Larkspur", NIGHT),
        person("june", "June Winterbourne", NIGHT),
        person("caspar", "Caspar Nightingale", NIGHT),
    )


def _lumenara() -> tuple[Person, ...]:
    """Agents of a partner, most without a company mail address.

    `bayani` is a guest in our workspace, `isagani` may only post in Slack Connect.
    """

    def person(key: str, name: str, team: str) -> Person:
        return Person(key, name, LUMENARA, team)

    return (
        person("ligaya", "Ligaya Santos-Lumen", DAY),
        person("jomar", "Jomar Bituin", DAY),
        person("tala", "Tala Maliwanag", DAY),
        Person("isagani", "Isagani Dela Luz", LUMENARA, DAY, may_only_post=True),
        person("mayumi", "Mayumi Bulan", DAY),
        Person("bayani", "Bayani Sikat", LUMENARA, DAY, email="bayani@lumenara.example", guest=True),
        person("amparo", "Amparo Lucero", EVENING),
        person("ximena", "Ximena Estrella", EVENING),
        person("nicanor", "Nicanor Alba", EVENING),
        person("lux", "Lux Ōmori", EVENING),
        person("dario", "Darío Faro", EVENING),
    )


def _harborline() -> tuple[Person, ...]:
    """Agents of another partner; customers know `arjun` by another name."""

    def person(key: str, name: str, team: str) -> Person:
        return Person(key, name, HARBORLINE, team)

    return (
        person("yasmin", "ياسمين الفنار", CARE),
        person("omar", "عمر المرسى", CARE),
        person("layla", "ليلى البحر", CARE),
        person("nabil", "Nabil Safina", CARE),
        person("hana", "Hana El-Mina", CARE),
        person("sami", "Sami Sahel", CARE),
        person("farouk", "Farouk Sha'ati", CARE),
        person("devika", "Devika Bandar", PAYMENTS),
        Person("arjun", "Arjun Samudra", HARBORLINE, PAYMENTS, desk="zendesk/4711=Ari"),
        person("meera", "Meera Naukar", PAYMENTS),
        person("kabir", "Kabir Tatwala", PAYMENTS),
        person("ila", "Ila Lahar", PAYMENTS),
        person("rohan", "Rohan Jahaz", PAYMENTS),
        Person("zara", "Zara Dockside", HARBORLINE, PAYMENTS, guest=True),
    )
