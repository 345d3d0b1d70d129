"""Reports of failed delivery, as mail systems word them."""

import pytest

from pipeline.bounces import NoBounce, read_bounce

OURS = "<0123456789abcdef@eindekss.example>"
POSTFIX = f"""\
From: MAILER-DAEMON@mail.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: audits@eindekss.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="R"

--R
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
<pasts@liepas.example>: host mx.liepas.example said: 550 5.1.1 User unknown

--R
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
X-Postfix-Queue-ID: 4F2B1

Final-Recipient: rfc822; pasts@liepas.example
Original-Recipient: rfc822;pasts@liepas.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.liepas.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--R
Content-Type: message/rfc822

From: audits@eindekss.example
To: pasts@liepas.example
Message-ID: {OURS}
Subject: =?utf-8?q?P=C4=81rskats?=

Labdien!
--R--
"""
HEADERS_ONLY = POSTFIX.replace("message/rfc822", "text/rfc822-headers").replace("\nLabdien!", "")


@pytest.mark.parametrize("report", [POSTFIX, HEADERS_ONLY, POSTFIX.replace("\n", "\r\n")])
def test_it_says_which_mail_came_back_and_why(report: str) -> None:
    bounce = read_bounce(report.encode())
    assert bounce.message_ids == (OURS,)
    assert bounce.status == "5.1.1"
    assert bounce.detail == "rfc822; pasts@liepas.example smtp; 550 5.1.1 User unknown"


def test_without_the_message_its_answer_s_headers_name_it() -> None:
    cut = POSTFIX.replace(f"Message-ID: {OURS}\n", "").replace("Subject: Und", f"In-Reply-To: {OURS}\nSubject: Und")
    assert read_bounce(cut.encode()).message_ids == (OURS,)


def test_a_report_without_a_status_does_not_prove_the_address_dead() -> None:
    assert read_bounce(POSTFIX.replace("Status: 5.1.1\n", "").encode()).status == "4.0.0"
    assert read_bounce(POSTFIX.replace("Status: 5.1.1", "Status: 4.2.2 (full)").encode()).status == "4.2.2"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (POSTFIX.replace("Action: failed", "Action: delayed"), "its delivery is “delayed”"),
        (POSTFIX.replace("Action: failed", "Action: delivered"), "its delivery is “delivered”"),
        (POSTFIX.replace(f"Message-ID: {OURS}\n", ""), "does not name the message"),
        ("Subject: Atvaļinājumā\n\nMani sastapsiet rīt.\n", "no delivery report"),
        ("", "no delivery report"),
        ("\0\xff" * 500, "no delivery report"),
    ],
)
def test_anything_else_is_no_bounce(content: str, said: str) -> None:
    with pytest.raises(NoBounce, match=said):
        read_bounce(content.encode())


def test_what_a_stranger_wrote_into_it_is_bounded_and_harmless() -> None:
    evil = POSTFIX.replace("User unknown\n\n--R", "\x1b[31m" + "x" * 5_000 + "\n\n--R")
    assert evil != POSTFIX
    detail = read_bounce(evil.encode()).detail
    assert len(detail) < 400
    assert "\x1b" not in detail


@pytest.mark.parametrize("named", ["<", "<>", "<@", "<a@[", "<a\0b@c>", f"<{'x' * 2_000}>", "<a b@c>"])
def test_a_name_that_is_none_names_no_mail(named: str) -> None:
    with pytest.raises(NoBounce, match="does not name"):
        read_bounce(POSTFIX.replace(OURS, named).encode())


def test_a_report_that_names_a_million_mails_is_bounded() -> None:
    many = "".join(f" <{number}@cits.lv>\n" for number in range(5_000))
    bounce = read_bounce(POSTFIX.replace("Subject: Und", f"References:{many}Subject: Und").encode())
    assert bounce.message_ids[0] == OURS
    assert len(bounce.message_ids) == 20


def test_a_report_within_reports_without_end_is_no_bounce() -> None:
    with pytest.raises(NoBounce):
        read_bounce(b"Content-Type: message/rfc822\n\n" * 3_000)
