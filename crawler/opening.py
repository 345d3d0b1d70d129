"""Opens one page and waits until it has settled, or says which failure of the closed list stands in the way."""

import asyncio
from dataclasses import replace

from crawler.bot_walls import bot_wall
from crawler.draft import Draft
from crawler.engine import ProxyLike
from crawler.http import HTML_TYPES, Answer, status_failure
from crawler.limits import Limits
from crawler.net_errors import navigation_failure
from crawler.private_values import without_secrets, without_values
from crawler.tab import COMMAND_S, Tab, TabCrashed, TabFrozen, TabMoved, TabStuck
from crawler.traffic import MIB
from crawler.viewing import shoot
from model.evidence import Response, Timing
from model.failure import Failure, FailureKind

MAX_HTML_CHARS = 5_000_000
MAX_LINKS = 5_000
# Times that a page may send itself elsewhere before it is held where it is.
MAX_MOVES = 4
MARGIN_S = 1.5
# Chromium's own page in the place of one that could not be had.
ERROR_PAGE = "chrome-error:"
ABORTED = "net::ERR_ABORTED"


async def opened(tab: Tab, url: str, proxy: ProxyLike | None, limits: Limits, draft: Draft, deadline: float) -> bool:
    """Whether the page stands, settled and held. If not, `draft.failure` says why. Raises what Tab does."""
    draft.failure = await _navigated(tab, url, proxy, limits, draft, deadline, lift_csp=False)
    if draft.failure is not None:
        return False
    try:
        await _settle(tab, limits, draft, deadline)
    except TabFrozen:
        if not await tab.responds():
            raise
        if not await _lifted(tab, url, proxy, limits, draft, deadline):
            return False
    await tab.hold()
    _take_response(tab, draft)
    draft.failure = await _astray(tab, proxy, draft, deadline)
    return draft.failure is None


async def _lifted(tab: Tab, url: str, proxy: ProxyLike | None, limits: Limits, draft: Draft, deadline: float) -> bool:
    """Whether a page whose timers do not run can be audited; `draft` says how, or why not."""
    policy = draft.response.headers.get("content-security-policy", "") if draft.response else ""
    if "sandbox" not in policy.lower():
        draft.note("audited before it came to rest: it kept the browser busy")
        return True
    # In a document that a policy sandboxes no timer runs, ours neither, though it answers.
    draft.note("audited with its content security policy lifted: it forbids all scripts")
    draft.failure = await _navigated(tab, url, proxy, limits, draft, deadline, lift_csp=True)
    if draft.failure is not None:
        return False
    await _settle(tab, limits, draft, deadline)
    return True


def _left(deadline: float) -> float:
    return max(deadline - asyncio.get_running_loop().time(), 0.0)


async def _astray(tab: Tab, proxy: ProxyLike | None, draft: Draft, deadline: float) -> Failure | None:
    """Why what is shown in the end is no page: it sent itself to what cannot be had, is an error, or is blank."""
    shown = await tab.run("location.href", await tab.world())
    if shown.startswith(("http://", "https://")):
        failure = _unfit(tab, proxy, draft)
        refused = failure is None and draft.response is not None and draft.response.status >= 300
        return await _refusal(tab, draft, deadline) if refused else failure
    asked = tab.traffic.newest.url if tab.traffic.newest else ""
    explained = proxy.failure_of(asked) if proxy is not None and shown.startswith(ERROR_PAGE) else None
    detail = f"the page sends its visitors to {asked if shown.startswith(ERROR_PAGE) else shown}"[:200]
    return Failure(explained.kind if explained else FailureKind.PAGE_FROZEN, detail)


async def _navigated(
    tab: Tab, url: str, proxy: ProxyLike | None, limits: Limits, draft: Draft, deadline: float, *, lift_csp: bool
) -> Failure | None:
    bound = min(limits.document_timeout_s, _left(deadline) / 2)
    before = proxy.carried_bytes if proxy is not None else 0
    try:
        answer = await tab.navigate(url, bound, lift_csp)
    except TabStuck:
        raise
    except TabFrozen:
        tab.spoiled = True
        return Failure(FailureKind.TIMEOUT, f"no answer in {bound:.0f} s")
    traffic = tab.traffic
    _take_response(tab, draft)
    asked = traffic.newest.url if traffic.newest else url
    if answer.get("isDownload"):
        return Failure(FailureKind.DOWNLOAD, f"{asked} is a file to keep")
    response = draft.response
    if error := answer.get("errorText"):
        if response is not None and response.status in (204, 205):
            return Failure(FailureKind.NOT_HTML, f"the server answers {response.status}, without a page")
        explained = proxy.failure_of(asked) if proxy is not None else None
        if traffic.newest is not None and traffic.newest.beyond:
            return Failure(FailureKind.PROTOCOL, f"{asked} redirects to no web address")
        if error == ABORTED and explained is None:
            # The process that was to show it has died. Of answers only a redirect to a script ends so too: one that
            # cannot be told apart, and to blame a site for our machine would be worse.
            raise TabCrashed("the page's process died before it was shown")
        return navigation_failure(error, asked, explained)
    if response is None:
        return Failure(FailureKind.PROTOCOL, f"{asked} gave no answer that could be read")
    unfit = _unfit(tab, proxy, draft)
    if unfit is not None:
        return unfit
    try:
        async with asyncio.timeout(_left(deadline) * 0.4):
            await traffic.readable.wait()
    except TimeoutError:
        # Asked for long: where cores are busy an idle page answers late, and its scripts would be blamed.
        if not await tab.responds(max(COMMAND_S, _left(deadline) / 2)):
            # A browser that is busy with what came does not tell how much it was.
            if proxy is not None and proxy.carried_bytes - before > limits.max_page_bytes:
                tab.spoiled = True
                return Failure(FailureKind.TOO_LARGE, f"page and files are over {limits.max_page_bytes // MIB:,} MiB")
            raise TabFrozen("the page's scripts never stop") from None
        if await tab.run("document.body === null", await tab.world()):
            return Failure(FailureKind.TIMEOUT, "nothing is shown: a file that the page's head waits for never came")
        draft.note("audited before it had loaded: the document did not end in time")
    if traffic.too_large:
        tab.spoiled = True
        return Failure(FailureKind.TOO_LARGE, f"the page is over {limits.max_document_bytes:,} bytes")
    return await _refusal(tab, draft, deadline) if response.status >= 300 else None


def _unfit(tab: Tab, proxy: ProxyLike | None, draft: Draft) -> Failure | None:
    """Why the answer that is shown is no page of the site, by its head."""
    response, exchange = draft.response, tab.traffic.exchange
    if response is None or exchange is None:
        return None
    explained = proxy.failure_of(exchange.url) if proxy is not None else None
    if explained is not None and response.status == 502 and exchange.url.startswith("http://"):
        # The proxy's own answer, not the site's.
        draft.response = None
        return explained
    typed = response.content_type or exchange.mime_type
    if response.status < 300 and typed not in HTML_TYPES:
        return Failure(FailureKind.NOT_HTML, f"the answer is {typed or 'of no type'}")
    return None


async def _refusal(tab: Tab, draft: Draft, deadline: float) -> Failure | None:
    """What an answer that is no success means; a bot wall is known by its body. What a visitor sees is kept."""
    assert draft.response is not None
    try:
        told = await tab.ask("dom", MAX_HTML_CHARS, 0, timeout_s=COMMAND_S)
    except (TabFrozen, TabMoved):
        told = {"html": ""}
    await shoot(tab, "desktop", draft, deadline)
    return status_failure(Answer(draft.response, told["html"].encode(), cut=False))


async def _settle(tab: Tab, limits: Limits, draft: Draft, deadline: float) -> None:
    """Quiet in the network and in the DOM at once, or the limit; a page that moves by itself is followed a while."""
    for _ in range(MAX_MOVES):
        documents = tab.traffic.documents
        try:
            await _quiet(tab, limits, deadline)
        except TabMoved:
            draft.note("the page sent itself elsewhere")
            await _parsed_again(tab, deadline)
            continue
        if tab.traffic.documents == documents and not await _gone_on(tab, limits, draft, deadline):
            return
    draft.note("the page kept sending itself elsewhere and was held")


async def _gone_on(tab: Tab, limits: Limits, draft: Draft, deadline: float) -> bool:
    """Whether the document that was on its way has come: one that was asked for belongs to the page's settling."""
    if not tab.traffic.moving:
        return False
    documents = tab.traffic.documents
    try:
        async with asyncio.timeout(min(limits.document_timeout_s, _left(deadline) / 2)):
            while tab.traffic.moving:
                await tab.traffic.stirred()
    except TimeoutError:
        return False
    if tab.traffic.documents == documents:
        return False
    draft.note("the page sent itself elsewhere")
    await _parsed_again(tab, deadline)
    return True


async def _parsed_again(tab: Tab, deadline: float) -> None:
    try:
        async with asyncio.timeout(min(COMMAND_S, _left(deadline))):
            await tab.traffic.readable.wait()
    except TimeoutError:
        return


async def _quiet(tab: Tab, limits: Limits, deadline: float) -> None:
    quiet_s = limits.settle_quiet_ms / 1000
    clock = asyncio.get_running_loop().time
    end = min(clock() + limits.settle_limit_ms / 1000, deadline)
    while (left := end - clock()) > 0:
        told = await tab.ask("settle", limits.settle_quiet_ms, left * 1000, timeout_s=left + MARGIN_S)
        if told["settled"] and tab.traffic.idle_s() >= quiet_s:
            return
        try:
            async with asyncio.timeout_at(end):
                await tab.traffic.quiet(quiet_s)
        except TimeoutError:
            return


def _take_response(tab: Tab, draft: Draft) -> None:
    exchange = tab.traffic.exchange
    response: Response | None = exchange.response if exchange else None
    draft.response = response and replace(response, size_bytes=exchange.body_bytes if exchange else None)


async def read_document(tab: Tab, limits: Limits, draft: Draft, deadline: float) -> None:
    """DOM, links, timing, console and traffic of the page; `draft.failure` where it is too large or a bot wall."""
    told = await tab.ask("dom", MAX_HTML_CHARS, MAX_LINKS, timeout_s=COMMAND_S * 2)
    _take_response(tab, draft)
    timing = Timing(**told["timing"])
    draft.html, draft.links, draft.timing = without_values(told["html"]), tuple(told["links"]), timing
    draft.console = without_secrets(await tab.console(), told["secrets"])
    draft.requests, draft.transferred_bytes = tab.traffic.requests, tab.traffic.bytes
    if tab.traffic.overspent:
        draft.note(tab.traffic.overspent)
    if told["cut"]:
        draft.note(f"the DOM was cut at {MAX_HTML_CHARS:,} characters")
    if told["elements"] > limits.max_elements:
        # axe keeps some 25 kB of every element, and every look at them costs the more.
        detail = f"the page has {told['elements']:,} elements; over {limits.max_elements:,} are not judged"
        draft.failure = Failure(FailureKind.TOO_LARGE, detail)
    if draft.response is not None:
        draft.response = replace(draft.response, encoding=told["encoding"], elapsed_ms=timing.first_byte_ms)
        wall = bot_wall(draft.response.status, draft.response.headers, draft.html)
        if wall is not None:
            draft.failure = Failure(FailureKind.BLOCKED_BY_BOT_WALL, f"{wall} asks for a proof")
            draft.html, draft.links = "", ()
            await shoot(tab, "desktop", draft, deadline)
