"""Stories without personal data, full of numbers, drawn by chance."""

import random
from datetime import datetime, timedelta

CURRENCIES = (
    "€{}",
    "{} €",
    "{} EUR",
    "${}",
    "US$ {}",
    "£{}",
    "{} kr",
    "CHF {}",
    "₹{}",
    "{} zł",
    "R$ {}",
    "¥{}",
    "{}円",
    "Rp {}",
    "{} Kč",
    "{} Ft",
    "AED {}",
    "{} руб.",
    "₱{}",
    "{} dollars",
)
DATES = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%d %B %Y",
    "%B %d, %Y",
    "%a %d %b",
    "%Y/%m/%d",
    "%Y年%m月%d日",
    "%d. %m. %Y",
    "%Y%m%d",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%y %H.%M",
    "%d/%m %Hh%M",
    "%Y-%m-%dT%H:%M:%S+01:00",
    "%d.%m.",
)
TIMES = ("%H:%M", "%H.%M", "%Hh%M", "%H:%M:%S", "%H%M hours", "%I:%M %p", "%I %p")
TEMPLATES = (
    "Ana refunded {price} on {date} and the customer came back with {price} more.",
    "Order {order} from {date} was stuck; at {time} it was on its way.",
    "He found {order} and {order} among {count} open ones, in {small} minutes.",
    "{order}: replaced in {size}, delivered {date}, {percent} off.",
    "Between {time} and {time} she took {count} chats, {percent} of them solved.",
    "From {price} to {price}: the quote changed {small} times before {date}.",
    "Room {room}, gate {small}, flight {flight} at {time}; nobody missed it.",
    "She stayed from {time}-{time}, {small}/{small} stars, 24/7 spirit.",
    "Version {version} broke it, {version} mended it; ticket {order} closed {date}.",
    "The {model} came in {size} instead of {size}; swapped within {small} days.",
    "{count} customers, {count} replies, {percent} happy, best week since {year}.",
    "Open {date} to {date}, {small}% of {year}-{year} targets, Q{small} {year}.",
    "They live at {small} Harbour Street, floor {small}, and the wheelchair of {weight} went up by hand.",
    "We won {small}-{small} in the {year} cup, and the backlog fell from {count} to {count}.",
    "Track time {small}:{small}.{small}{small}, {weight}, {length}: new record on {date}.",
    "Se devolvieron {price} el {date}; pedido {order} en {small} horas.",
    "Le {date} à {time}, commande {order} : {price} remboursés.",
    "Am {date} um {time} Uhr: Bestellung {order}, {price} gutgeschrieben, {percent} Rabatt.",
    "Il {date} ha risolto {count} richieste su {count}, ordine {order}.",
    "В {time} заказ {order} был готов, {price} вернули {date}.",
    "{date}に注文{plain}を{small}分で解決、{price}返金。",
    "{small} of {small} steps, {length} x {length}, {weight}, {count} pieces, {year}.",
    "She waited {small} - {small} days; range {round}-{round}, mostly {round} - {round}.",
    "Server 10.0.{small}.{small} was down {time}-{time}, error {room}, {count} retries.",
    "Coordinates {coordinate}, {coordinate}; battery {percent}, {length} left.",
    "See https://status.example/{plain}/{plain}?t={plain}{plain} for all {count}.",
)


def ordinary_stories(seed: int, many: int) -> list[str]:
    """The same for the same seed."""
    chance = random.Random(seed)
    return [_told(chance, TEMPLATES[number % len(TEMPLATES)]) for number in range(many)]


def _told(chance: random.Random, template: str) -> str:
    text = template
    while (begin := text.find("{")) >= 0:
        end = text.index("}", begin)
        text = f"{text[:begin]}{_filling(chance, text[begin + 1 : end])}{text[end + 1 :]}"
    return text


def _filling(chance: random.Random, name: str) -> str:
    number = chance.randrange
    match name:
        case "price":
            return chance.choice(CURRENCIES).format(_amount(chance))
        case "date":
            return _moment(chance).strftime(chance.choice(DATES))
        case "time":
            return _moment(chance).strftime(chance.choice(TIMES))
        case "order":
            plain = str(number(10_000, 10_000_000))
            return chance.choice(
                [
                    f"#{plain}",
                    f"ZD-{plain}",
                    f"order {plain[:6]}",
                    f"#{plain}-{number(9)}",
                    f"INC{plain}",
                    f"RMA-{number(100, 999)}-{number(1000, 9999)}-{number(1000, 9999)}",
                    f"no. {plain[:5]}",
                    f"order {number(10_000_000, 99_999_999)}",
                    f"A{number(10**9)}",
                ]
            )
        case "plain":
            return str(number(1_000, 1_000_000))
        case "count":
            return chance.choice(
                [
                    str(number(2, 5_000)),
                    f"{number(2, 90_000):,}",
                    f"{number(1_000, 9_999_999):,}",
                    f"{number(1_000, 9_999_999):,}".replace(",", " "),
                    f"{number(1_000, 9_999_999):,}".replace(",", "."),
                ]
            )
        case "small":
            return str(number(1, 60))
        case "percent":
            return chance.choice([f"{number(101)}%", f"{number(101)} %", f"{number(100)}.{number(10)} %"])
        case "size":
            return chance.choice(
                [
                    f"size {number(34, 50)}",
                    f"{number(28, 40)}/{number(28, 36)}",
                    f"{number(40, 220)}x{number(40, 220)} cm",
                    "XL",
                    f"{number(34, 44)}-{number(44, 50)}",
                ]
            )
        case "room":
            return str(number(100, 2_000))
        case "flight":
            return chance.choice(["LH", "BA", "EK ", "U2 ", "5J "]) + str(number(100, 9_999))
        case "version":
            return chance.choice(
                [
                    f"{number(20)}.{number(20)}.{number(40)}",
                    f"v{number(9)}.{number(99)}",
                    f"10.0.{number(10_000, 30_000)}.{number(1_000, 9_999)}",
                    f"{number(2020, 2027)}.{number(1, 13)}.{number(9)}",
                ]
            )
        case "model":
            return chance.choice(
                [
                    "iPhone 15",
                    "RTX 4090",
                    "737-800",
                    "A320-200",
                    "PS5",
                    "ThinkPad T14",
                    "WH-1000XM5",
                    "C-3PO 2000",
                    "E-Bike 5000-20",
                    "Series 7 1200",
                ]
            )
        case "weight":
            return chance.choice(
                [f"{number(1, 200)} kg", f"{number(1, 90)}.{number(10)} kg", f"{number(1_000, 90_000)} g"]
            )
        case "length":
            return chance.choice(
                [f"{number(1, 900)} m", f"{number(1, 90)},{number(10)} cm", f"{number(1_000, 90_000)} km"]
            )
        case "year":
            return str(number(1950, 2040))
        case "round":
            return str(number(1, 300) * 100)
        case "coordinate":
            return f"{number(1, 90)}.{number(1_000, 10_000_000)}"
        case _:
            raise ValueError(name)


def _amount(chance: random.Random) -> str:
    cents = chance.randrange(100, 10 ** chance.choice([4, 5, 6, 8, 10, 12]))
    plain = f"{cents // 100:,}"
    return chance.choice(
        [
            plain,
            plain.replace(",", "."),
            plain.replace(",", " "),
            f"{plain}.{cents % 100:02d}",
            f"{plain.replace(',', '.')},{cents % 100:02d}",
            f"{plain.replace(',', ' ')},{cents % 100:02d}",
            str(cents // 100),
            f"{cents // 100}.{cents % 100:02d}",
        ]
    )


def _moment(chance: random.Random) -> datetime:
    return datetime(2020, 1, 1) + timedelta(minutes=chance.randrange(4_000_000))
