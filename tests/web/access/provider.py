"""A little OpenID Connect provider on loopback: discovery, keys, authorisation and tokens with real signatures."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "eindekss", "geheim & more"


LIGA = {"sub": "7", "preferred_username": "Līga", "groups": ["x", "op"]}


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, private=True)


@dataclass
class Provider:
    """`change` alters the claims before they are signed, `sign` how; `grants` are the codes that were given out."""

    now: int
    issuer: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "7", "preferred_username": "Līga", "groups": ["x", "op"]}
    )
    change: Callable[[dict[str, Any]], None] = lambda claims: None
    sign: Callable[["Provider", dict[str, Any]], str] = lambda self, claims: self.signed(claims)
    key: RSAKey = field(default_factory=new_key)
    grants: dict[str, Mapping[str, str]] = field(default_factory=dict)
    # What it answers instead of its document or its keys.
    about: Callable[["Provider"], Response] | None = None
    told_keys: Callable[["Provider"], Response] | None = None
    asked: int = 0

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        signer = key or self.key
        return jwt.encode({"alg": "RS256", "kid": str(signer.kid)}, claims, signer)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def about() -> Any:
            self.asked += 1
            if self.about is not None:
                return self.about(self)
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in ends.items()}}

        @app.get("/keys")
        def keys() -> Any:
            if self.told_keys is not None:
                return self.told_keys(self)
            return dict(KeySet([self.key]).as_dict(private=False))

        @app.get("/authorize")
        def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            code = secrets.token_urlsafe(8)
            self.grants[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

        @app.post("/token")
        def token(
            request: Request,
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
        ) -> Response:
            asked = self.grants.pop(code, None)
            basic = base64.b64encode(b"eindekss:geheim+%26+more").decode()
            if request.headers.get("authorization") != f"Basic {basic}":
                return JSONResponse({"error": "invalid_client"}, 401)
            if asked is None or asked["redirect_uri"] != redirect_uri or asked["code_challenge"] != s256(code_verifier):
                return JSONResponse({"error": "invalid_grant"}, 400)
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": self.now,
                "exp": self.now + 300,
                "nonce": asked["nonce"],
                **({"auth_time": self.now} if asked.get("prompt") == "login" and asked.get("max_age") == "0" else {}),
                **self.claims,
            }
            self.change(claims)
            return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": self.sign(self, claims)})

        return app


def s256(verifier: str) -> str:
    return _packed(hashlib.sha256(verifier.encode()).digest())


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    """`alg: none`, as an attacker would have it."""
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    return ".".join(_packed(json.dumps(one).encode()) for one in parts) + "."


def by_secret(claims: dict[str, Any], secret: bytes) -> str:
    """Signed by a secret that everybody or the client knows."""
    content = unsigned(claims, "HS256").rstrip(".")
    return f"{content}.{_packed(hmac.digest(secret, content.encode(), 'sha256'))}"


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
