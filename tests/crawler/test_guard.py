"""The guard: which addresses it judges private, whatever their spelling, and what its refusals are called."""

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Sequence

import pytest

from crawler.guard import Guard, Refused
from crawler.ip_addresses import is_public
from crawler.limits import Limits
from model.failure import FailureKind
from tests.crawler.origin import page, serving

pytestmark = pytest.mark.anyio

PRIVATE_ADDRESSES = """
127.0.0.1 127.8.9.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
255.255.255.255 198.18.0.1 192.0.2.1 192.0.0.9 192.88.99.1
:: ::1 fe80::1 fe80::1%lo fc00::1 fd12::1 fec0::1 ff02::1 ff0e::1 2001:db8::1 3fff::1 5f00::1 100::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1
64:ff9b:1::8.8.8.8 2002:7f00:1:: 2002:a00:1::1 2001:0:7f00:1::1 2001:0:808:808::1 name
"""
PRIVATE = PRIVATE_ADDRESSES.split()
PUBLIC = ["8.8.8.8", "193.105.155.1", "2606:4700::1111", "2a02:500::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


NUMBERS = ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "0.0.0.0", "localhost", "::1"]


@pytest.mark.parametrize("host", [*NUMBERS, *(f"{host}." for host in NUMBERS), "LOCALHOST", "[::1]", "①②⑦.0.0.1"])
async def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused) as refused:
        await Guard().connect(host, 80)
    assert refused.value.failure.kind is FailureKind.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "host", ["nav.invalid", "x" * 64 + ".lv", "a..lv", "fe80::1%25nav", "%31%32%37.0.0.1", "a b.lv"]
)
async def test_a_name_that_is_none_is_a_dns_failure(host: str) -> None:
    with pytest.raises(Refused) as refused:
        await Guard().resolve(host, 80)
    assert refused.value.failure.kind is FailureKind.DNS


async def test_one_private_address_among_several_refuses_the_name() -> None:
    guard = Guard(lookup=lambda host, port: ["8.8.8.8", "10.0.0.7"])
    with pytest.raises(Refused) as refused:
        await guard.resolve("rebind.example", 80)
    assert refused.value.failure.kind is FailureKind.PRIVATE_ADDRESS
    assert "10.0.0.7" in refused.value.failure.detail


async def test_a_name_server_is_asked_once() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    guard = Guard(lookup=lambda host, port: next(answers))
    assert await guard.resolve("rebind.example", 80) == ("8.8.8.8",)
    assert await guard.resolve("rebind.example.", 443) == ("8.8.8.8",)


async def test_exactly_the_opened_origin_may_be_private() -> None:
    async with serving({"/": page()}) as opened, serving({"/": page()}) as closed:
        guard = Guard(frozenset({("127.0.0.1", opened.port)}))
        _, writer = await guard.connect("127.0.0.1", opened.port)
        writer.close()
        for host, port in (("127.0.0.1", closed.port), ("localhost", opened.port), ("127.1", opened.port)):
            with pytest.raises(Refused) as refused:
                await guard.connect(host, port)
            assert refused.value.failure.kind is FailureKind.PRIVATE_ADDRESS


async def test_a_closed_port_is_refused() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Refused) as refused:
            await Guard(frozenset({("127.0.0.1", port)})).connect("127.0.0.1", port)
    assert refused.value.failure.kind is FailureKind.REFUSED


async def test_a_full_server_is_a_timeout() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        for caller in (first, second):
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        guard = Guard(frozenset({("127.0.0.1", port)}), Limits(connect_timeout_s=0.3))
        with pytest.raises(Refused) as refused:
            await guard.connect("127.0.0.1", port)
    assert refused.value.failure.kind is FailureKind.TIMEOUT


async def test_a_resolver_that_hangs_costs_its_bound_and_no_more() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> Sequence[str]:
        release.wait(20)
        return ["8.8.8.8"]

    guard = Guard(limits=Limits(name_lookup_timeout_s=0.2), lookup=hang)
    begun = time.monotonic()
    answers = await asyncio.gather(*(guard.resolve("lēns.lv", 80) for _ in range(20)), return_exceptions=True)
    assert time.monotonic() - begun < 8
    release.set()
    assert {answer.failure.kind for answer in answers if isinstance(answer, Refused)} == {FailureKind.DNS}
    assert all(thread.daemon for thread in threading.enumerate() if "_look_up" in thread.name)


async def test_a_passing_fault_of_the_resolver_is_asked_again() -> None:
    asked = []

    def falter(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        if len(asked) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return ["8.8.8.8"]

    guard = Guard(lookup=falter)
    with pytest.raises(Refused):
        await guard.resolve("x.lv", 80)
    assert await guard.resolve("x.lv", 80) == ("8.8.8.8",)


async def test_a_fault_of_the_resolver_that_nobody_waits_for_any_more_is_no_fault_of_ours() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))

    def lookup(host: str, port: int) -> Sequence[str]:
        time.sleep(0.1)
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    guard = Guard(lookup=lookup)
    asker = asyncio.create_task(guard.resolve("novads.example", 80))
    await asyncio.sleep(0.02)
    asker.cancel()
    await asyncio.sleep(0.3)
    del guard, asker
    gc.collect()
    assert told == []
