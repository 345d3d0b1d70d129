"""Every spelling of an address that the socket layer takes: a private one is refused, whatever it looks like."""

import asyncio
import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.addresses import normalise, origin
from crawler.guard import Guard, Refused
from crawler.ip_addresses import is_public
from model.failure import FailureKind
from tests.fuzz.addresses import LITERALS, NUMBERS, hosts
from tests.fuzz.guarding import judged_well, resolved
from tests.fuzz.profiles import PROFILE

PRIVATE = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
    " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
)
PRIVATE_V6 = "::/128 ::1/128 fe80::/10 fc00::/7 ff00::/8 2001:db8::/32 fec0::/10 100::/64 2001::/32 3fff::/20"
NETWORKS = [ipaddress.IPv4Network(name) for name in PRIVATE.split()]
NETWORKS_V6 = [ipaddress.IPv6Network(name) for name in PRIVATE_V6.split()]


@st.composite
def private_v4(draw: st.DrawFn) -> ipaddress.IPv4Address:
    network = draw(st.sampled_from(NETWORKS))
    return network[draw(st.integers(0, network.num_addresses - 1))]


@st.composite
def spellings(draw: st.DrawFn, address: ipaddress.IPv4Address) -> str:
    """The forms that inet_aton reads: one to four parts, each decimal, octal or hexadecimal; and IPv6 around them."""
    value = int(address)
    parts = draw(st.integers(1, 4))
    numbers = [(value >> (24 - 8 * at)) & 0xFF for at in range(parts - 1)]
    numbers.append(value & ((1 << (8 * (5 - parts))) - 1))
    forms = ["{}", "0{:o}", "0x{:x}", "0X{:X}", "00{:o}", "0x0{:x}"]
    text = ".".join(draw(st.sampled_from(forms)).format(number) for number in numbers)
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    shapes = [text, text, text + ".", text.translate(wide), text.replace(".", "。"), f" {text}", text.upper()]
    for prefix in ("::ffff:", "::FFFF:0:", "64:ff9b::", "::", "0:0:0:0:0:ffff:"):
        shapes += [f"[{prefix}{address}]", f"{prefix}{address}", f"[{prefix}{value >> 16:x}:{value & 0xFFFF:x}]"]
    shapes.append(f"[2002:{value >> 16:x}:{value & 0xFFFF:04x}::1]")
    return draw(st.sampled_from(shapes))


@PROFILE
@given(private_v4().flatmap(spellings))
@example("0x7f.1")
@example("[::ffff:a9fe:a9fe]")
def test_no_spelling_of_a_private_address_passes(host: str) -> None:
    assert isinstance(resolved(host), FailureKind)
    # As it would come out of a link.
    url = normalise(f"http://{host.strip()}/")
    assert url is None or isinstance(resolved(origin(url)[0]), FailureKind)


@PROFILE
@given(st.one_of(hosts, st.sampled_from([*LITERALS, *NUMBERS]), st.ip_addresses().map(str), st.text(max_size=12)))
def test_what_passes_is_public(host: str) -> None:
    judged_well(host)


@PROFILE
@given(
    st.sampled_from(NETWORKS_V6).flatmap(
        lambda network: st.integers(0, network.num_addresses - 1).map(network.__getitem__)
    )
)
def test_no_private_ipv6_is_public(address: ipaddress.IPv6Address) -> None:
    for text in (str(address), address.exploded, str(address).upper(), f"{address}%1"):
        assert not is_public(text)


@PROFILE
@given(st.ip_addresses())
def test_public_is_what_the_registries_call_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_public(str(address)):
        # Of addresses of 6to4 the registry says neither, and Pythons differ: they are what they embed.
        judged = getattr(address, "sixtofour", None) or address
        assert judged.is_global or address in ipaddress.ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    "answers", [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8", "::1"], [], ["nonsense"]]
)
def test_one_private_answer_spoils_the_name(answers: list[str]) -> None:
    async def ask() -> object:
        return await Guard(lookup=lambda host, port: answers).resolve("ex.lv", 80)

    with pytest.raises(Refused):
        asyncio.run(ask())
