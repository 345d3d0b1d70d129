"""The closed list of what the world can do to a request, a page or a site."""

from dataclasses import dataclass
from enum import StrEnum

from model.text import Text


class FailureKind(StrEnum):
    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    RATE_LIMITED = "rate_limited"
    BLOCKED_BY_BOT_WALL = "blocked_by_bot_wall"
    ROBOTS_DISALLOWED = "robots_disallowed"
    NOT_HTML = "not_html"
    DOWNLOAD = "download"
    TOO_LARGE = "too_large"
    PRIVATE_ADDRESS = "private_address"
    BROWSER_CRASHED = "browser_crashed"
    PAGE_FROZEN = "page_frozen"
    BUDGET_SPENT = "budget_spent"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something of the world could not be had; `detail` is one line for a person."""

    kind: FailureKind
    detail: str

    @property
    def permanent(self) -> bool:
        """Whether trying again at once cannot help."""
        return self.kind in PERMANENT


PERMANENT = frozenset(
    {
        FailureKind.TOO_MANY_REDIRECTS,
        FailureKind.HTTP_4XX,
        FailureKind.BLOCKED_BY_BOT_WALL,
        FailureKind.ROBOTS_DISALLOWED,
        FailureKind.NOT_HTML,
        FailureKind.DOWNLOAD,
        FailureKind.TOO_LARGE,
        FailureKind.PRIVATE_ADDRESS,
    }
)

# The site's own state, which an audit reports; nothing that the audit missed.
SITE_STATE = frozenset(
    {FailureKind.HTTP_4XX, FailureKind.ROBOTS_DISALLOWED, FailureKind.NOT_HTML, FailureKind.DOWNLOAD}
)

# What a machine without a network meets at every site alike.
NETWORK_KINDS = frozenset({FailureKind.DNS, FailureKind.UNREACHABLE, FailureKind.TIMEOUT, FailureKind.REFUSED})

ADVICE: dict[FailureKind, Text] = {
    FailureKind.DNS: Text(
        lv="Domēna vārds nav atrodams: pārbaudiet adresi datnē sites.csv un domēna ierakstus.",
        en="The host name was not found: check the address in sites.csv and the domain's DNS records.",
    ),
    FailureKind.REFUSED: Text(
        lv="Serveris noraida savienojumu: pārbaudiet, vai tīmekļa serveris darbojas.",
        en="The server refuses connections: check that the web server is running.",
    ),
    FailureKind.UNREACHABLE: Text(
        lv="Uz serveri nav ceļa: pārbaudiet tīkla savienojumu un ugunsmūri.",
        en="There is no route to the server: check the network and its firewall.",
    ),
    FailureKind.RESET: Text(
        lv="Serveris pārtrauc savienojumu: pārbaudiet serveri un ugunsmūri.",
        en="The server breaks the connection off: check the server and its firewall.",
    ),
    FailureKind.TLS: Text(
        lv="Drošais savienojums neizdodas: atjaunojiet sertifikātu un tā ķēdi.",
        en="The secure connection fails: renew the certificate and its chain.",
    ),
    FailureKind.TIMEOUT: Text(
        lv="Serveris neatbild laikā: pārbaudiet tā noslodzi.",
        en="The server does not answer in time: check its load.",
    ),
    FailureKind.PROTOCOL: Text(
        lv="Servera atbilde neatbilst HTTP: pārbaudiet servera iestatījumus.",
        en="The server's answer is not valid HTTP: check the server's configuration.",
    ),
    FailureKind.TOO_MANY_REDIRECTS: Text(
        lv="Pāradresācija neapstājas: salabojiet pāradresācijas noteikumus.",
        en="The redirects never end: mend the redirect rules.",
    ),
    FailureKind.HTTP_4XX: Text(
        lv="Lapa nav pieejama (4xx): pārbaudiet adresi un piekļuves tiesības.",
        en="The page is not available (4xx): check the address and the access rights.",
    ),
    FailureKind.HTTP_5XX: Text(
        lv="Serverī ir kļūda (5xx): skatiet servera žurnālu.",
        en="The server fails (5xx): look into its log.",
    ),
    FailureKind.RATE_LIMITED: Text(
        lv="Serveris ierobežo pieprasījumus (429): atļaujiet auditora lietotāja aģentu.",
        en="The server limits requests (429): allow the auditor's user agent.",
    ),
    FailureKind.BLOCKED_BY_BOT_WALL: Text(
        lv="Aizsardzība pret robotiem bloķē auditu: atļaujiet auditora adresi un lietotāja aģentu.",
        en="A bot wall stops the audit: allow the auditor's address and user agent.",
    ),
    FailureKind.ROBOTS_DISALLOWED: Text(
        lv="robots.txt aizliedz lapu apmeklēt: atļaujiet to auditoram.",
        en="robots.txt forbids the visit: allow it for the auditor.",
    ),
    FailureKind.NOT_HTML: Text(
        lv="Atbilde nav HTML lapa: pārbaudiet adresi un satura tipu.",
        en="The answer is no HTML page: check the address and its content type.",
    ),
    FailureKind.DOWNLOAD: Text(
        lv="Adresē lapas vietā ir lejupielādējama datne: pārbaudiet adresi.",
        en="The address downloads a file instead of showing a page: check it.",
    ),
    FailureKind.TOO_LARGE: Text(
        lv="Atbilde pārsniedz apjoma robežu: samaziniet lapu.",
        en="The answer is over the size limit: make the page smaller.",
    ),
    FailureKind.PRIVATE_ADDRESS: Text(
        lv="Domēna vārds ved uz iekšēju adresi, ko auditors neapmeklē; savām pārbaudēm ir --allow-private-sites.",
        en="The name leads to a private address, which is never visited; for your own tests use --allow-private-sites.",
    ),
    FailureKind.BROWSER_CRASHED: Text(
        lv="Pārlūks lapā avarēja: samaziniet lapas atmiņas patēriņu.",
        en="The browser crashed on the page: make it use less memory.",
    ),
    FailureKind.PAGE_FROZEN: Text(
        lv="Lapas skripti neapstājas: salabojiet tos.",
        en="The page's scripts never stop: mend them.",
    ),
    FailureKind.BUDGET_SPENT: Text(
        lv="Vietnei atvēlētais laiks, pieprasījumi vai apjoms beidzās: palieliniet robežu vai paātriniet vietni.",
        en="The time, requests or bytes for this site ran out: raise the budget or make the site faster.",
    ),
}
