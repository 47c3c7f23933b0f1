import pytest

from bot.capabilities.shoutouts.customers import first_name

NAMES = [
    ("Maria Lopez-Garcia", "Maria"),
    ("Maria", "Maria"),
    ("María José", "María"),
    ("Anne-Marie Dupont", "Anne-Marie"),
    ("Ana M. Silva", "Ana"),
    ("J. R. Hartley", "J."),
    ("  maria   lopez ", "maria"),
    ("LOPEZ, Maria", "Maria"),
    ("Lopez-Garcia, Dr. Maria", "Maria"),
    ("LOPEZ Maria", "Maria"),
    ("van DIJK Jan", "Jan"),
    ("Maria LOPEZ", "Maria"),
    ("MARIA LOPEZ", "MARIA"),
    ("Maria Lopez, PhD", "Maria"),
    ("Maria Lopez, Jr.", "Maria"),
    ("Dr. Ana M. Silva", "Ana"),
    ("Prof. Dr. Jonas Keller", "Jonas"),
    ("Ms Keller", ""),
    ("Herr Dr. Keller", ""),
    ("Mr & Mrs Keller", ""),
    ("Anna & Tom Berg", "Anna"),
    ('Maria "Mia" Lopez', "Maria"),
    ("(Ms) Maria Lopez [VIP]", "Maria"),
    ("山田 太郎", "太郎"),
    ("山田　太郎", "太郎"),
    ("山田太郎", ""),
    ("김민수", ""),
    ("김 민수", "민수"),
    ("小明", "小明"),
    ("さくら", "さくら"),
    ("マリア・ロペス", "マリア"),
    ("Мария Иванова", "Мария"),
    ("سارة أحمد", "سارة"),
    ("maria.lopez@mail.example", ""),
    ("Maria <maria@mail.example>", ""),
    ("maria_lopez", ""),
    ("maria77", ""),
    ("+44 20 7946 0018", ""),
    (" , ", ""),
    ("()", ""),
    ("", ""),
]


@pytest.mark.parametrize(("name", "kept"), NAMES)
def test_of_a_customers_name_the_first_is_kept_and_no_more(name: str, kept: str) -> None:
    assert first_name(name) == kept
