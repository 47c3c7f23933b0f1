"""What is kept of customers' names, in their field and in what is told of them."""

import pytest

from bot.capabilities.shoutouts.customers import first_name, titled_names, without_full_name

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


TEXTS = [
    ("Anna Example", "For Mrs ANNA  Exámple's chair.", "For Mrs Anna's chair."),
    ("Anna Example", "Example Anna rang, Anna said, Mrs Example.", "Anna rang, Anna said, Mrs Example."),
    ("Example, Anna", "A chair for Anna Example.", "A chair for Anna."),
    ("Dr. Anna Example, PhD", "Anna Example was glad.", "Anna was glad."),
    ("Ms Keller", "Ms Keller was glad.", "[name] was glad."),
    ("山田 太郎", "山田 太郎さん", "太郎さん"),
    ("Anna", "Anna was glad, Annabel too.", "Anna was glad, Annabel too."),
    ("", "Anna Example was glad.", "Anna Example was glad."),
]


@pytest.mark.parametrize(("name", "text", "kept"), TEXTS)
def test_a_whole_name_that_is_known_is_shortened_in_a_text_too(name: str, text: str, kept: str) -> None:
    assert without_full_name(text, name) == kept


def test_a_name_after_a_courtesy_title_is_found_and_nothing_else_is_guessed() -> None:
    text = (
        "Mrs Anna Example, Frau Müller-Lüdenscheid, Г-жа Иванова and Mrs Anna Example. Anna Berg waited 200 ms Later."
    )
    assert titled_names(text) == ["Mrs Anna Example", "Frau Müller-Lüdenscheid", "Г-жа Иванова"]
    assert titled_names("the doctor, Mr x, DrDre and Miss") == []
