"""Every answer of the API says whether what was asked goes with the next version."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import API


class Deprecations:
    """As the application's notices have it; also of answers that say that something is wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        notices = scope["app"].state.notices.headers(scope)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in notices.items():
                    # A list has a `Link` of its own, to its next page.
                    headers.append(name, value)
            await send(message)

        await self._app(scope, receive, told)
