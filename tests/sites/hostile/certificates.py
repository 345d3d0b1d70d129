"""Certificates of every bad kind, made when they are needed."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests.sites.hostile.behaviour import Certificate

LONG = timedelta(days=30)


class Authorities:
    """One authority that the audit is told to trust, and one that nobody knows."""

    def __init__(self) -> None:
        self._trusted = trustme.CA()
        self._unknown = trustme.CA()

    @property
    def pem(self) -> str:
        """The trusted authority's own certificate."""
        return self._trusted.cert_pem.bytes().decode()

    def context(self, kind: Certificate, host: str, ends: datetime | None = None) -> ssl.SSLContext:
        """What a server of that host, a name or an IP address, shows; a good certificate `ends` then."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        now = datetime.now(UTC)
        since, until, name = now - LONG, ends or now + LONG, host
        if kind == "self-signed":
            _load(context, _self_signed(host, since, until))
            return context
        if kind == "expired":
            until = now - timedelta(days=1)
        elif kind == "future":
            since = now + timedelta(days=1)
        elif kind == "wrong-host":
            name = "cita-pasvaldiba.example"
        authority = self._unknown if kind == "unknown-authority" else self._trusted
        authority.issue_cert(name, not_before=since, not_after=until).configure_cert(context)
        return context

    def through(self, host: str, ends: datetime) -> ssl.SSLContext:
        """What a server shows whose certificate lasts, but not that of the authority between it and the trusted one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key, authority_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        between = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Starpnieks")])
        signer = x509.load_pem_x509_certificate(self._trusted.cert_pem.bytes())
        signer_key = load_pem_private_key(self._trusted.private_key_pem.bytes(), None)
        assert isinstance(signer_key, ec.EllipticCurvePrivateKey)
        authority = (
            _dated(between, signer.subject, authority_key, ends)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(signer_key, hashes.SHA256())
        )
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        own = (
            _dated(name, between, key, datetime.now(UTC) + LONG)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _load(context, secret + own.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))
        return context


def _dated(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - LONG)
        .not_valid_after(ends)
    )


def _self_signed(host: str, since: datetime, until: datetime) -> bytes:
    """Key and certificate as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + certificate.public_bytes(Encoding.PEM)


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.write_bytes(pem)
        context.load_cert_chain(path)
