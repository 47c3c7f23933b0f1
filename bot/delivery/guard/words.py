"""The words before a number that say whose it is: a phone's, a contract's, or an order's."""

import re
from enum import StrEnum
from functools import cache

from bot.delivery.guard.groups import Number

REACH = 40
"""Characters before a number in which a word may speak of it."""


class Sort(StrEnum):
    """What the nearest word before a number says that it is."""

    PHONE = "phone"
    CONTRACT = "contract"
    ORDER = "order"


# Beginnings of words where scripts write words apart, anything anywhere where they do not.
_BEGINNINGS = {
    Sort.PHONE: """
        tel. tel: telef teléf telép télép tél. tél: phone call ring rang dial mobil móvil cell celul gsm handy whatsapp
        viber sms fax appel rappel joindre joignable portable anruf angeruf rückruf erreich llam llám marca contact
        contatt ligar ligue ligou chiama bellen gebeld puhelin soita zadzwo dzwoni volat volejte zavol hívj hubungi
        nomor tumawag tawag điện gọi sđt тел звон позвон моб τηλ κιν
    """,
    Sort.CONTRACT: """
        customer client contract policy account acct member reference passport insurance loyalty kunden vertrag konto
        mitglied contrat adhérent compte cliente cuenta póliza conta conto klant rekening klient umow kund avtal договор
        клиент счет счёт
    """,
    Sort.ORDER: """
        order case ticket invoice item article sku part build version room flight gate page incident tracking parcel
        bestell auftrag rechnung commande facture pedido factura encomenda fatura ordine fattura zamówieni ordre beställ
        tilaus objedn sipariş заказ замовлен
    """,
}
_ANYWHERE = {
    Sort.PHONE: """
        هاتف جوال موبايل اتصل טלפון נייד फोन फ़ोन मोबाइल कॉल
        电话 電話 手机 手機 致电 拨打 携帯 전화 휴대폰 연락처 โทร มือถือ
    """,
    Sort.CONTRACT: "客户 客戶 会员 會員 お客様番号 契約 고객 계약 عميل عقد ग्राहक",
    Sort.ORDER: "订单 訂單 注文 주문 طلب הזמנה ऑर्डर",
}


def sort_of(number: Number) -> Sort | None:
    """What the nearest word before it in its line, and after the digits before it, says that it is."""
    nearest = None
    for found in _words().finditer(number.text, max(0, number.begins - REACH), number.begins):
        nearest = found
    if nearest is None or any(sign.isdigit() or sign == "\n" for sign in number.text[nearest.end() : number.begins]):
        return None
    return Sort(str(nearest.lastgroup))


@cache
def _words() -> re.Pattern[str]:
    sorts = []
    for sort in Sort:
        beginnings = "|".join(map(re.escape, _BEGINNINGS[sort].split()))
        anywhere = "|".join(_ANYWHERE[sort].split())
        sorts.append(f"(?P<{sort}>(?<!\\w)(?:{beginnings})|{anywhere})")
    return re.compile("|".join(sorts), re.IGNORECASE)
