"""Attributions, header blocks, titles and phone lines in the languages of mail programs."""

from __future__ import annotations

import pytest

from clientcomms.wire.quoting import split_text

OLD = "Dear Ms Lee,\nthe weekly report is attached.\n\nKind regards\nXiao"
MARKED = "\n".join(f"> {line}".rstrip() for line in OLD.splitlines())
ANSWER = "Agreed, go on.\nOne thing: page 3 is empty."

ATTRIBUTIONS = {
    "en_gmail": "On Wed, Nov 18, 2026 at 10:00 AM Xiao Lin <pm@studio.example> wrote:",
    "en_gmail_britain": "On Wed, 18 Nov 2026 at 10:00, Xiao Lin <pm@studio.example> wrote:",
    "en_gmail_narrow_blank": "On Wed, Nov 18, 2026 at 10:00\u202fAM Xiao Lin <pm@studio.example> wrote:",
    "en_gmail_2011": "2026/11/18 Xiao Lin <pm@studio.example>",
    "en_gmail_2015": "2026-11-18 10:00 GMT+08:00 Xiao Lin <pm@studio.example>:",
    "en_apple": "On Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:",
    "en_apple_day_first": "On 18 Nov 2026, at 10:00 AM, Xiao Lin <pm@studio.example> wrote:",
    "en_thunderbird": "On 11/18/2026 10:00 AM, Xiao Lin wrote:",
    "en_thunderbird_no_preposition": "Xiao Lin wrote on 11/18/2026 10:00 AM:",
    "en_outlook_kin": 'On 18.11.2026, 10:00, "Xiao Lin" <pm@studio.example> wrote:',
    "en_yahoo": "On Wednesday, November 18, 2026 at 10:00:00 AM GMT+8, Xiao Lin <pm@studio.example> wrote:",
    "en_yahoo_classic": "--- On Wed, 11/18/26, Xiao Lin <pm@studio.example> wrote:",
    "en_proton": "On Wednesday, November 18th, 2026 at 10:00 AM, Xiao Lin <pm@studio.example> wrote:",
    "en_spark": "On 18 Nov 2026 at 10:00 +0800, Xiao Lin <pm@studio.example>, wrote:",
    "en_superhuman": "On Wed, Nov 18, 2026 at 10:00 AM, Xiao Lin < pm@studio.example > wrote:",
    "en_lotus": "Xiao Lin <pm@studio.example> wrote on 11/18/2026 10:00:00 AM:",
    "en_mutt": "On Wed, Nov 18, 2026 at 10:00:00AM +0800, Xiao Lin wrote:",
    "en_gnus": "Xiao Lin <pm@studio.example> writes:",
    "en_alpine": "On Wed, 18 Nov 2026, Xiao Lin wrote:",
    "en_horde": "Quoting Xiao Lin <pm@studio.example>:",
    "en_the_bat": "Wednesday, November 18, 2026, 10:00:00 AM, you wrote:",
    "en_tutanota": "Nov 18, 2026, 10:00 by pm@studio.example:",
    "en_fairemail": "Nov 18, 2026 10:00:00 AM Xiao Lin <pm@studio.example>:",
    "en_roundcube": "On 2026-11-18 10:00, Xiao Lin wrote:",
    "en_zoho": "---- On Wed, 18 Nov 2026 10:00:00 +0800 Xiao Lin <pm@studio.example> wrote ----",
    "en_open_xchange": "On 11/18/2026 10:00 AM CST Xiao Lin <pm@studio.example> wrote:",
    "en_entities": "On Nov 18, 2026, Xiao &quot;X&quot; Lin &lt;pm@studio.example&gt; wrote:",
    "en_entourage": 'On 11/18/26 10:00 AM, "Xiao Lin" <pm@studio.example> wrote:',
    "en_bold": "*On Wed, Nov 18, 2026 at 10:00 AM Xiao Lin <pm@studio.example> wrote:*",
    "en_address_alone": "Xiao Lin <pm@studio.example> wrote:",
    "en_at_start": "At 10:00 AM 11/18/2026, Xiao Lin wrote:",
    "en_bullet": "- On 2026-11-18 10:00, Xiao Lin wrote:",
    "de_gmail": "Am Mi., 18. Nov. 2026 um 10:00 Uhr schrieb Xiao Lin <pm@studio.example>:",
    "de_apple": "Am 18.11.2026 um 10:00 schrieb Xiao Lin <pm@studio.example>:",
    "de_thunderbird": "Am 18.11.26 um 10:00 schrieb Xiao Lin:",
    "de_k9": "Am 18. November 2026 10:00:00 MEZ schrieb Xiao Lin <pm@studio.example>:",
    "de_open_xchange": "Xiao Lin <pm@studio.example> hat am 18.11.2026 10:00 CET geschrieben:",
    "de_lotus": "Xiao Lin <pm@studio.example> schrieb am 18.11.2026 10:00:00:",
    "de_horde": "Zitat von Xiao Lin <pm@studio.example>:",
    "de_roundcube": "Am 18.11.2026 10:00, schrieb Xiao Lin:",
    "de_outlook_phone": "Am Mittwoch, 18. November 2026 um 10:00:00 MEZ hat Xiao Lin <pm@studio.example> Folgendes geschrieben:",
    "fr_gmail": "Le mer. 18 nov. 2026 à 10:00, Xiao Lin <pm@studio.example> a écrit :",
    "fr_apple": "Le 18 nov. 2026 à 10:00, Xiao Lin <pm@studio.example> a écrit :",
    "fr_thunderbird": "Le 18/11/2026 à 10:00, Xiao Lin a écrit\u00a0:",
    "fr_yahoo": "Le mercredi 18 novembre 2026 à 10:00:00 UTC+8, Xiao Lin <pm@studio.example> a écrit :",
    "fr_roundcube": "Le 2026-11-18 10:00, Xiao Lin a écrit :",
    "fr_bullet": "- Le 2026-11-18 10:00, Xiao Lin a écrit :",
    "es_gmail": "El mié, 18 nov 2026 a las 10:00, Xiao Lin (<pm@studio.example>) escribió:",
    "es_apple": "El 18 nov 2026, a las 10:00, Xiao Lin <pm@studio.example> escribió:",
    "es_thunderbird": "El 18/11/2026 a las 10:00, Xiao Lin escribió:",
    "pt_gmail": "Em qua., 18 de nov. de 2026 às 10:00, Xiao Lin <pm@studio.example> escreveu:",
    "pt_apple": "Em 18 de nov. de 2026, à(s) 10:00, Xiao Lin <pm@studio.example> escreveu:",
    "pt_apple_portugal": "No dia 18/11/2026, às 10:00, Xiao Lin <pm@studio.example> escreveu:",
    "pt_thunderbird": "Em 18/11/2026 10:00, Xiao Lin escreveu:",
    "it_gmail": "Il giorno mer 18 nov 2026 alle ore 10:00 Xiao Lin <pm@studio.example> ha scritto:",
    "it_apple": "Il giorno 18 nov 2026, alle ore 10:00, Xiao Lin <pm@studio.example> ha scritto:",
    "it_thunderbird": "Il 18/11/2026 10:00, Xiao Lin ha scritto:",
    "nl_gmail": "Op wo 18 nov 2026 om 10:00 schreef Xiao Lin <pm@studio.example>:",
    "nl_apple": "Op 18 nov. 2026, om 10:00 heeft Xiao Lin <pm@studio.example> het volgende geschreven:",
    "nl_thunderbird": "Op 18-11-2026 om 10:00 schreef Xiao Lin:",
    "pl_gmail": "śr., 18 lis 2026 o 10:00 Xiao Lin <pm@studio.example> napisał(a):",
    "pl_apple": "Wiadomość napisana przez Xiao Lin <pm@studio.example> w dniu 18.11.2026, o godz. 10:00:",
    "pl_thunderbird": "W dniu 18.11.2026 o 10:00, Xiao Lin pisze:",
    "pl_wp": "Dnia 18 listopada 2026 10:00 Xiao Lin <pm@studio.example> napisał(a):",
    "pl_onet": "W dniu 2026-11-18 10:00:00 użytkownik Xiao Lin <pm@studio.example> napisał:",
    "ru_gmail": "ср, 18 нояб. 2026\u202fг. в 10:00, Xiao Lin <pm@studio.example>:",
    "ru_mail_ru": "Среда, 18 ноября 2026, 10:00 +08:00 от Xiao Lin <pm@studio.example>:",
    "ru_yandex": '18.11.2026, 10:00, "Xiao Lin" <pm@studio.example>:',
    "ru_apple": "18 нояб. 2026 г., в 10:00, Xiao Lin <pm@studio.example> написал(а):",
    "ru_thunderbird": "18.11.2026 10:00, Xiao Lin пишет:",
    "ru_the_bat": "Вы писали 18 ноября 2026 г., 10:00:00:",
    "uk_gmail": "ср, 18 лист. 2026\u202fр. о 10:00 Xiao Lin <pm@studio.example> пише:",
    "uk_apple": "18 лист. 2026 р. о 10:00 Xiao Lin <pm@studio.example> написав(-ла):",
    "sv_gmail": "Den ons 18 nov. 2026 kl 10:00 skrev Xiao Lin <pm@studio.example>:",
    "sv_apple": "18 nov. 2026 kl. 10:00 skrev Xiao Lin <pm@studio.example>:",
    "sv_thunderbird": "Den 2026-11-18 kl. 10:00, skrev Xiao Lin:",
    "no_gmail": "ons. 18. nov. 2026 kl. 10:00 skrev Xiao Lin <pm@studio.example>:",
    "no_apple": "18. nov. 2026 kl. 10:00 skrev Xiao Lin <pm@studio.example>:",
    "no_old_gmail": "Den 18. november 2026 kl. 10.00 skrev Xiao Lin <pm@studio.example>:",
    "no_thunderbird": "På 18.11.2026 10:00, skrev Xiao Lin:",
    "da_gmail": "Den ons. 18. nov. 2026 kl. 10.00 skrev Xiao Lin <pm@studio.example>:",
    "da_apple": "Den 18. nov. 2026 kl. 10.00 skrev Xiao Lin <pm@studio.example>:",
    "da_thunderbird": "Den 18.11.2026 kl. 10:00 skrev Xiao Lin:",
    "fi_gmail": "ke 18. marrask. 2026 klo 10.00 Xiao Lin (pm@studio.example) kirjoitti:",
    "fi_apple": "Xiao Lin <pm@studio.example> kirjoitti 18.11.2026 kello 10.00:",
    "fi_thunderbird": "18.11.2026 10.00, Xiao Lin kirjoitti:",
    "ja_gmail": "2026年11月18日(水) 10:00 Xiao Lin <pm@studio.example>:",
    "ja_apple": "2026/11/18 10:00、Xiao Lin <pm@studio.example>のメール：",
    "ja_thunderbird": "2026/11/18 10:00, Xiao Lin さんは書きました:",
    "ja_becky": "On Wed, 18 Nov 2026 10:00:00 +0900\nXiao Lin <pm@studio.example> wrote:",
    "ko_gmail": "2026년 11월 18일 (수) 오전 10:00, Xiao Lin <pm@studio.example>님이 작성:",
    "ko_apple": "2026. 11. 18. 오전 10:00, Xiao Lin <pm@studio.example> 작성:",
    "cs_gmail": "st 18. 11. 2026 v 10:00 odesílatel Xiao Lin <pm@studio.example> napsal:",
    "cs_apple": "18. 11. 2026 v 10:00, Xiao Lin <pm@studio.example> napsal(a):",
    "cs_thunderbird": "Dne 18. 11. 26 v 10:00 Xiao Lin napsal(a):",
    "sk_gmail": "st 18. 11. 2026 o 10:00 Xiao Lin <pm@studio.example> napísal(a):",
    "tr_gmail": "Xiao Lin <pm@studio.example>, 18 Kas 2026 Çar, 10:00 tarihinde şunu yazdı:",
    "hu_gmail": "Xiao Lin <pm@studio.example> ezt írta (időpont: 2026. nov. 18., Sze, 10:00):",
    "ro_gmail": "mie., 18 nov. 2026 la 10:00, Xiao Lin <pm@studio.example> a scris:",
    "el_gmail": "Στις Τετ 18 Νοε 2026 στις 10:00 π.μ., ο χρήστης Xiao Lin <pm@studio.example> έγραψε:",
    "vi_gmail": "Vào Th 4, 18 thg 11, 2026 vào lúc 10:00 Xiao Lin <pm@studio.example> đã viết:",
}  # fmt: skip


@pytest.mark.parametrize("habit", ATTRIBUTIONS)
def test_an_attribution_above_marked_lines_goes_with_them(habit: str) -> None:
    split = split_text(f"{ANSWER}\n\n{ATTRIBUTIONS[habit]}\n\n{MARKED}\n")
    assert split.reply == ANSWER
    assert "weekly report" in split.elided


@pytest.mark.parametrize("habit", sorted(set(ATTRIBUTIONS) - {"en_gmail_2011", "en_alpine"}))
def test_below_an_attribution_all_is_history_even_without_marks(habit: str) -> None:
    split = split_text(f"{ANSWER}\n\n{ATTRIBUTIONS[habit]}\n\n{OLD}\n")
    assert split.reply == ANSWER
    assert "weekly report" in split.elided


@pytest.mark.parametrize("habit", ATTRIBUTIONS)
def test_an_answer_below_what_it_quotes_is_kept(habit: str) -> None:
    assert split_text(f"{ATTRIBUTIONS[habit]}\n\n{MARKED}\n\n{ANSWER}").reply == ANSWER


@pytest.mark.parametrize(
    "habit", [name for name, line in ATTRIBUTIONS.items() if len(line) > 60 and "\n" not in line]
)
@pytest.mark.parametrize("width", [50, 72])
def test_an_attribution_that_was_broken_over_lines_is_one(habit: str, width: int) -> None:
    line = ATTRIBUTIONS[habit]
    cut = line.rfind(" ", 0, width)
    broken = f"{line[:cut]}\n{line[cut + 1 :]}"
    assert split_text(f"{ANSWER}\n\n{broken}\n\n{MARKED}").reply == ANSWER


HEADERS = {
    "en_outlook": "From: Xiao Lin <pm@studio.example>\nSent: Wednesday, November 18, 2026 10:00 AM\nTo: Ann Lee\nCc: Bob\nSubject: Weekly report",
    "en_outlook_no_address": "From: Xiao Lin\nSent: Wednesday, November 18, 2026 10:00 AM\nTo: Ann Lee\nSubject: Weekly report",
    "en_outlook_bold": "*From:* Xiao Lin [mailto:\npm@studio.example]\n*Sent:* Wednesday, November 18, 2026 10:00 AM\n*To:* Ann Lee\n*Subject:* Weekly report",
    "en_outlook_mac": "From: Xiao Lin <pm@studio.example>\nReply-To: Studio <reply@studio.example>\nDate: Wednesday, 18 November 2026 at 10:00\nTo: Ann Lee\nSubject: Weekly report",
    "en_hotmail": "Date: Wed, 18 Nov 2026 10:00:00 +0800\nFrom: pm@studio.example\nTo: ann@client.example\nSubject: Weekly report",
    "en_comcast": 'From: "Xiao Lin" <pm@studio.example>\nTo: ann@client.example\nSent: Wednesday, November 18, 2026 10:00:00 AM\nSubject: Weekly report',
    "en_lotus": "From:\tXiao Lin/Studio\nTo:\tAnn Lee/Client@Client\nDate:\t11/18/2026 10:00 AM\nSubject:\tWeekly report",
    "en_subject_first": "Subject: Weekly report\nDate: Wed, 18 Nov 2026 10:00:00 +0800\nFrom: Xiao Lin <pm@studio.example>\nTo: Ann",
    "en_one_line": "From: Xiao Lin <pm@studio.example> Sent: Wednesday, November 18, 2026 10:00 AM To: Ann Lee Subject: Weekly report",
    "en_values_below": "From:\nXiao Lin <pm@studio.example>\nSent:\nWednesday, November 18, 2026 10:00 AM\nTo:\nAnn Lee\nSubject:\nWeekly report",
    "en_blank_between": "From: Xiao Lin\n\nSent: Wednesday, November 18, 2026 10:00 AM\n\nTo: Ann Lee\n\nSubject: Weekly report",
    "en_bars": "| From: Xiao Lin\n| Sent: Wednesday, November 18, 2026\n| To: Ann Lee\n| Subject: Weekly report",
    "de_outlook": "Von: Xiao Lin <pm@studio.example>\nGesendet: Mittwoch, 18. November 2026 10:00\nAn: Ann Lee\nBetreff: Weekly report",
    "de_gmx": 'Gesendet: Mittwoch, 18. November 2026 um 10:00 Uhr\nVon: "Xiao Lin" <pm@studio.example>\nAn: "Ann Lee"\nBetreff: Weekly report',
    "de_mac": "Von: Xiao Lin\nDatum: Mittwoch, 18. November 2026 um 10:00\nAn: Ann Lee\nBetreff: Weekly report",
    "de_lotus": "Von:\tXiao Lin/Studio\nAn:\tAnn Lee\nKopie:\t\nDatum:\t18.11.2026 10:00\nBetreff:\tWeekly report",
    "fr_outlook": "De : Xiao Lin <pm@studio.example>\nEnvoyé : mercredi 18 novembre 2026 10:00\nÀ : Ann Lee\nObjet : Weekly report",
    "fr_mac": "De : Xiao Lin\nDate : mercredi 18 novembre 2026 à 10:00\nÀ : Ann Lee\nObjet : Weekly report",
    "fr_sfr": '========================================\n\nMessage du : 18/11/2026 10:00\nDe : "Xiao Lin" <pm@studio.example>\nA : ann@client.example\nCopie à : \nSujet : Weekly report',
    "es_outlook": "De: Xiao Lin <pm@studio.example>\nEnviado el: miércoles, 18 de noviembre de 2026 10:00\nPara: Ann Lee\nAsunto: Weekly report",
    "es_outlook_web": "De: Xiao Lin\nEnviado: miércoles, 18 de noviembre de 2026 10:00\nPara: Ann Lee\nAsunto: Weekly report",
    "pt_outlook_brazil": "De: Xiao Lin <pm@studio.example>\nEnviada em: quarta-feira, 18 de novembro de 2026 10:00\nPara: Ann Lee\nAssunto: Weekly report",
    "pt_outlook_portugal": "De: Xiao Lin\nEnviado: 18 de novembro de 2026 10:00\nPara: Ann Lee\nAssunto: Weekly report",
    "it_outlook": "Da: Xiao Lin <pm@studio.example>\nInviato: mercoledì 18 novembre 2026 10:00\nA: Ann Lee\nOggetto: Weekly report",
    "nl_outlook": "Van: Xiao Lin <pm@studio.example>\nVerzonden: woensdag 18 november 2026 10:00\nAan: Ann Lee\nOnderwerp: Weekly report",
    "pl_outlook": "Od: Xiao Lin <pm@studio.example>\nWysłano: środa, 18 listopada 2026 10:00\nDo: Ann Lee\nTemat: Weekly report",
    "ru_outlook": "От: Xiao Lin <pm@studio.example>\nОтправлено: 18 ноября 2026 г. 10:00\nКому: Ann Lee\nТема: Weekly report",
    "uk_outlook": "Від: Xiao Lin <pm@studio.example>\nНадіслано: 18 листопада 2026 р. 10:00\nКому: Ann Lee\nТема: Weekly report",
    "sv_outlook": "Från: Xiao Lin <pm@studio.example>\nSkickat: den 18 november 2026 10:00\nTill: Ann Lee\nÄmne: Weekly report",
    "no_outlook": "Fra: Xiao Lin <pm@studio.example>\nSendt: onsdag 18. november 2026 10:00\nTil: Ann Lee\nEmne: Weekly report",
    "da_outlook": "Fra: Xiao Lin\nSendt: 18. november 2026 10:00\nTil: Ann Lee\nEmne: Weekly report",
    "fi_outlook": "Lähettäjä: Xiao Lin <pm@studio.example>\nLähetetty: keskiviikko 18. marraskuuta 2026 10.00\nVastaanottaja: Ann Lee\nAihe: Weekly report",
    "ja_outlook": "差出人: Xiao Lin <pm@studio.example>\n送信日時: 2026年11月18日 10:00\n宛先: Ann Lee\n件名: Weekly report",
    "ko_outlook": "보낸 사람: Xiao Lin <pm@studio.example>\n보낸 날짜: 2026년 11월 18일 수요일 오전 10:00\n받는 사람: Ann Lee\n제목: Weekly report",
    "ko_daum": "--------- 원본 메일 ---------\n보낸사람: Xiao Lin <pm@studio.example>\n받는사람: Ann Lee\n날짜: 2026년 11월 18일 수요일, 10시 00분\n제목: Weekly report",
    "cs_outlook": "Od: Xiao Lin <pm@studio.example>\nOdesláno: středa 18. listopadu 2026 10:00\nKomu: Ann Lee\nPředmět: Weekly report",
    "tr_outlook": "Kimden: Xiao Lin\nGönderildi: 18 Kasım 2026 Çarşamba 10:00\nKime: Ann Lee\nKonu: Weekly report",
    "hu_outlook": "Feladó: Xiao Lin\nElküldve: 2026. november 18., szerda 10:00\nCímzett: Ann Lee\nTárgy: Weekly report",
}  # fmt: skip


@pytest.mark.parametrize("habit", HEADERS)
def test_a_header_block_opens_history(habit: str) -> None:
    split = split_text(f"{ANSWER}\n\n{HEADERS[habit]}\n\n{OLD}")
    assert split.reply == ANSWER
    assert "weekly report is attached" in split.elided


@pytest.mark.parametrize("habit", sorted(set(HEADERS) - {"ko_daum"}))
@pytest.mark.parametrize("rule", ["_" * 32, "-" * 30])
def test_the_rule_above_a_header_block_goes_with_it(habit: str, rule: str) -> None:
    assert split_text(f"{ANSWER}\n{rule}\n{HEADERS[habit]}\n\n{OLD}").reply == ANSWER


@pytest.mark.parametrize(
    "title",
    [
        "-----Original Message-----", "----- Original Message -----", "-------- Original message --------", "---Original---", "------ Original Message ------", "-----Original Appointment-----",
        "------- Original Message -------", "---------- Forwarded message ---------", "________ Original Message ________", "==== Original message ====", "*-----Original Message-----*", "-----Reply message-----",
        "-----Ursprüngliche Nachricht-----", "-------- Original-Nachricht --------", "-------- Originalnachricht --------", "-----Original-Nachricht-----", "-----Antwort Nachricht-----", "-------- Weitergeleitete Nachricht --------",
        "-----Message d'origine-----", "-----Message d’origine-----", "-------- Message original --------", "----- Mail original -----", "-----Mensaje original-----", "-------- Mensaje original --------", "-----Mensagem original-----", "-----Mensagem Original-----",
        "-----Messaggio originale-----", "-------- Messaggio originale --------", "-----Oorspronkelijk bericht-----", "-------- Oorspronkelijk bericht --------", "-----Wiadomość oryginalna-----", "-----Original Message from Xiao-----".replace(" from Xiao", ""),
        "-----Исходное сообщение-----", "-------- Пересылаемое сообщение --------", "-------- Исходное сообщение --------", "-------- Оригінальне повідомлення --------", "-----Ursprungligt meddelande-----", "-------- Originalmeddelande --------", "-----Opprinnelig melding-----",
        "-----Oprindelig meddelelse-----", "-------- Oprindelig besked --------", "-----Alkuperäinen viesti-----", "-----元のメッセージ-----", "-------- 元のメッセージ --------", "----- 원본 메시지 -----", "-----Původní zpráva-----", "---------- Původní e-mail ----------",
        "-----Özgün İleti-----", "-----Eredeti üzenet-----", "-------- Mesaj original --------", "-----Izvorna poruka-----", "-------- Αρχικό μήνυμα --------", "----- Forwarded by Xiao Lin/Studio on 11/18/2026 10:00 AM -----",
    ],
)  # fmt: skip
def test_a_title_between_rules_opens_history(title: str) -> None:
    assert split_text(f"{ANSWER}\n\n{title}\n\n{OLD}").reply == ANSWER
    assert split_text(f"{ANSWER}\n{title}\nXiao\n{OLD}").reply == ANSWER


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Sent from my iPad", "Sent from my Galaxy", "Sent from my Samsung Galaxy smartphone.", "Sent from Mail for Windows", "Sent from Mail for Windows 10", "Sent from Outlook for Android<https://aka.ms/AAb9ysg>", "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Get Outlook for Android", "Sent from Yahoo Mail on Android", "Sent from Yahoo Mail for iPhone<https://mail.example/x>", "Sent from the all new AOL app for iOS", "Sent with Proton Mail secure email.", "Sent with [Proton Mail](https://proton.me/) secure email.", "Sent via BlackBerry from T-Mobile",
        "Sent from my BlackBerry® wireless device", "Sent from my Huawei phone", "Sent from my Xiaomi", "Sent from my mobile device", "Sent from Gmail Mobile", "Sent from my Android phone with K-9 Mail. Please excuse my brevity.", "Sent via Superhuman ( https://sprh.example/?vip=ann )",
        "Sent using Zoho Mail", "Sent from a phone, please excuse typos", "Yahoo Mail: Search, Organize, Conquer", "Get BlueMail for Android", "Sent from Workspace ONE Boxer", "[Sent from my iPhone]", "_Sent from my iPhone_",
        "Von meinem iPhone gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet von meinem iPad", "Gesendet mit der GMX Mail App", "Gesendet von Outlook für iOS<https://aka.ms/o0ukef>", "Holen Sie sich Outlook für Android", "Gesendet von Mail für Windows",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Envoyé de mon iPhone", "Envoyé depuis mon mobile Orange", "Envoyé à partir de Outlook pour Android", "Télécharger Outlook pour Android", "Obtenir Outlook pour iOS", "Envoyé de mon appareil Samsung de Bell via le réseau",
        "Enviado desde mi iPhone", "Obtener Outlook para iOS", "Enviado desde Correo para Windows", "Enviado do meu iPhone", "Obter o Outlook para iOS", "Enviado a partir do Outlook para Android", "Inviato da iPhone", "Inviato dal mio iPad", "Scarica Outlook per iOS", "Ottieni Outlook per Android",
        "Verzonden vanaf mijn iPhone", "Verstuurd vanaf mijn iPad", "Outlook voor iOS downloaden", "Verzonden met Outlook voor Android", "Wysłane z iPhone'a", "Wysłane z mojego iPada", "Pobierz program Outlook dla systemu iOS", "Отправлено с iPhone", "Отправлено из мобильной Почты Mail.ru",
        "Скачать Outlook для iOS", "Отправлено из Яндекс Почты для мобильных", "Надіслано з iPhone", "Skickat från min iPhone", "Hämta Outlook för iOS", "Sendt fra min iPhone", "Hent Outlook til iOS", "Skaff deg Outlook for iOS", "Få Outlook for Android", "Lähetetty iPhonesta", "Hanki Outlook for iOS",
        "iPhoneから送信", "Outlook for iOS を入手", "私のiPhoneから送信", "나의 iPhone에서 보냄", "iOS용 Outlook 다운로드", "Odesláno z iPhonu", "Odesláno z mého iPhonu", "Získat Outlook pro iOS", "iPhone'umdan gönderildi", "iPhone-omról küldve", "Nabavite Outlook za iOS<https://aka.ms/o0ukef>", "Kumuha ng Outlook para sa Android (https://aka.ms/AAb9ysg)",
    ],
)  # fmt: skip
def test_what_a_phone_adds_is_no_word_of_the_author(line: str) -> None:
    split = split_text(f"{ANSWER}\n\n{line}")
    assert split.reply == ANSWER
    assert split.signature


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##", "-- Reply above this line --", "=== Please reply above this line ===", "*** Reply above this line ***", "- Bitte antworten Sie oberhalb dieser Zeile -", "Répondez au-dessus de cette ligne",
        "--- Responda por encima de esta línea ---", "Responda acima desta linha", "Rispondi sopra questa riga", "Antwoord boven deze regel", "---请在此线以上回复---", "請在此線以上回覆",
    ],
)  # fmt: skip
def test_what_stands_below_the_line_to_answer_above_is_history(line: str) -> None:
    assert split_text(f"{ANSWER}\n\n{line}\n\n{OLD}").reply == ANSWER


def test_an_answer_below_the_line_to_answer_above_is_not_lost() -> None:
    assert split_text(f"##- Please type your reply above this line -##\n\n{ANSWER}").reply == ANSWER


@pytest.mark.parametrize(
    "footer",
    [
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "This message (including any attachments) contains\nconfidential information intended for a specific individual.",
        "CONFIDENTIALITY NOTICE: The contents of this message are for the addressee.",
        "Disclaimer: the views are those of the author.",
        "If you have received this email in error please notify the sender.",
        "Please consider the environment before printing this email",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
        "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention de ses destinataires.",
        "Este mensaje y sus adjuntos se dirigen exclusivamente a su destinatario.",
        "Esta mensagem pode conter informação confidencial.",
        "Le informazioni contenute in questo messaggio sono riservate.",
        "Dit bericht kan vertrouwelijke informatie bevatten: vertrouwelijk.",
        'You received this message because you are subscribed to the Google Groups "x" group.',
        "_______________________________________________\nreports mailing list\nreports@lists.example\nhttps://lists.example/mailman/listinfo/reports",
        "You are receiving this because you were mentioned.\nReply to this email directly",
    ],
)  # fmt: skip
def test_a_footer_that_lawyers_or_lists_add_is_elided(footer: str) -> None:
    split = split_text(f"{ANSWER}\n\n{footer}")
    assert split.reply == ANSWER
    assert footer.splitlines()[-1] in split.elided


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "[EXTERNAL]",
        "You don't often get email from pm@studio.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
        "Sie erhalten nicht oft eine E-Mail von pm@studio.example. Erfahren Sie, warum dies wichtig ist",
    ],
)
def test_a_gateways_banner_above_the_answer_is_elided(banner: str) -> None:
    split = split_text(f"{banner}\n\n{ANSWER}")
    assert split.reply == ANSWER
    assert banner in split.elided


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May you said that it would be ready:\nit is not.",
        "On Monday 16 November 2026 our colleague wrote\nto you about the invoice. Please answer him.",
        "We met on 2026-11-16 at 10:00 and Ann wrote the minutes.\nPlease read them.",
        "18:00 on 18.11.2026 works for us.\n\nSee you then.",
        "From Monday on: no changes.\nTo be clear: none.",
        "Date: 20 November\nPlace: your office\nPlease confirm.",
        "Subject: please add the project's number.\nThe rest is fine.",
        "The three points:\n--\n1. Change the colour, please.\n" + "2. Then tell us when you will be done with it. " * 30,
        "Two things.\n\n---\n\n1. The menu.\n2. The footer.",
        "Our new address is:\n\nOrchard Ltd\n1 Example Road\nPhone: +44 20 0000 0000",
        "Please sent from now on all reports to Ann.",
        "Outlook for iOS shows the report in pieces.",
        'This message is shown on page 3: "Please try again".',
        "Sent: yes. Received: no.",
        "A > B means that A is bigger.\nB > C as well.",
        "Thanks!\n\nAnn",
    ],
)  # fmt: skip
def test_words_of_the_author_that_only_resemble_a_program_stay(text: str) -> None:
    assert split_text(text).reply == text.strip()
