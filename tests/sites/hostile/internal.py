"""The ways to write an address that no audit may visit."""

from collections.abc import Mapping, Sequence

# Names that a hostile name server leads to addresses within.
INSIDE_NAMES: Mapping[str, Sequence[Sequence[str]]] = {
    "iekseja.test": [("127.0.0.1",)],
    "iekseja6.test": [("::1",)],
    "sajaukta.test": [("193.0.2.1", "127.0.0.1")],
    "metadata.google.internal": [("169.254.169.254",)],
    "birojs.test": [("10.0.0.7", "192.168.0.7")],
}

# Spellings of this machine, by what is peculiar about them; the canary hears all that a browser understands.
LOOPBACK_SPELLINGS: Mapping[str, str] = {
    "dotted": "127.0.0.1",
    "short": "127.1",
    "decimal": "2130706433",
    "hex": "0x7f000001",
    "dotted-hex": "0x7f.0x0.0.1",
    "octal": "0177.0.0.1",
    "octal-whole": "017700000001",
    "closing-dot": "127.0.0.1.",
    "circled-digits": "①②⑦.⓪.⓪.①",
    "wide-dots": "127。0。0。1",
    "percent": "%31%32%37.0.0.1",
    "name": "localhost",
    "name-dot": "LOCALHOST.",
    "any": "0.0.0.0",
    "zero": "0",
    "user": "novads.lv@127.0.0.1",
    "v6": "[::1]",
    "v6-long": "[0:0:0:0:0:0:0:1]",
    "v6-any": "[::]",
    "mapped": "[::ffff:127.0.0.1]",
    "mapped-hex": "[::ffff:7f00:1]",
    "compatible": "[::127.0.0.1]",
    "dns": "iekseja.test",
    "dns-v6": "iekseja6.test",
    "dns-mixed": "sajaukta.test",
}

# Addresses of other machines within: link-local, metadata services, private networks, and IPv6 that leads to IPv4.
ELSEWHERE_SPELLINGS: Mapping[str, str] = {
    "loopback-net": "127.8.9.1",
    "link-local": "169.254.169.254",
    "link-local-decimal": "2852039166",
    "link-local-hex": "0xa9fea9fe",
    "link-local-mapped": "[::ffff:169.254.169.254]",
    "metadata-name": "metadata.google.internal",
    "metadata-v6": "[fd00:ec2::254]",
    "ten": "10.0.0.1",
    "one-seven-two": "172.16.0.1",
    "one-nine-two": "192.168.1.1",
    "office-name": "birojs.test",
    "carrier": "100.64.0.1",
    "benchmark": "198.18.0.1",
    "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255",
    "unique-local": "[fd12::1]",
    "link-local-v6": "[fe80::1]",
    "site-local-v6": "[fec0::1]",
    "translated": "[64:ff9b::7f00:1]",
    "six-to-four": "[2002:7f00:1::]",
    "teredo": "[2001:0:7f00:1::1]",
}

SPELLINGS: Mapping[str, str] = {**LOOPBACK_SPELLINGS, **ELSEWHERE_SPELLINGS}
