"""Every bound of a visit in one value, so that no part of the crawler invents its own."""

from dataclasses import dataclass

USER_AGENT_PRODUCT = "eindekss"


@dataclass(frozen=True, slots=True)
class Limits:
    """Names end in their unit. `pace_s` and `parallel_per_address` hold for an address, shared by the sites on it.

    A page's bytes are counted unpacked, a site's as they come over the network, both tiers together. Of a data file
    `max_data_bytes` are read, of a spreadsheet or another archive, whose list of parts stands at the end,
    `max_packed_bytes`.
    `max_renderer_bytes` is the memory of a page's process, `max_browser_bytes` that of each of the browser's own,
    `max_renderers_bytes` that of all pages' processes together.
    `opened_pace_s` is the pace of a loopback origin that --allow-private-sites opened.
    """

    max_pages: int = 25
    max_documents: int = 300
    site_budget_s: float = 600.0
    page_budget_s: float = 45.0
    robots_timeout_s: float = 15.0
    document_timeout_s: float = 20.0
    name_lookup_timeout_s: float = 5.0
    connect_timeout_s: float = 10.0
    pace_s: float = 1.0
    opened_pace_s: float = 0.0
    parallel_per_address: int = 2
    max_crawl_delay_s: float = 10.0
    max_redirects: int = 10
    max_document_bytes: int = 10 * 1024 * 1024
    max_robots_bytes: int = 512 * 1024
    max_sitemap_urls: int = 10_000
    max_sitemap_files: int = 50
    max_link_checks: int = 100
    max_data_files: int = 20
    max_data_bytes: int = 256 * 1024
    max_packed_bytes: int = 4 * 1024 * 1024
    max_feeds: int = 3
    max_feed_bytes: int = 512 * 1024
    max_targets: int = 40
    targets_budget_s: float = 90.0
    register_budget_s: float = 60.0
    max_register_datasets: int = 2_000
    max_rendered_documents: int = 40
    max_picture_pages: int = 10
    max_elements: int = 25_000
    max_page_requests: int = 2_000
    max_page_bytes: int = 200 * 1024 * 1024
    max_site_requests: int = 30_000
    max_site_bytes: int = 2 * 1024 * 1024 * 1024
    max_renderer_bytes: int = 1024 * 1024 * 1024
    max_renderers_bytes: int = 2 * 1024 * 1024 * 1024
    max_browser_bytes: int = 2 * 1024 * 1024 * 1024
    settle_quiet_ms: int = 500
    settle_limit_ms: int = 5_000
    user_agent: str = f"Mozilla/5.0 (compatible; {USER_AGENT_PRODUCT}/0.1; +https://github.com/eindekss/eindekss)"

    @property
    def phone_user_agent(self) -> str:
        """What a phone would send, and still who we are."""
        return f"Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 Mobile Safari/537.36 {self.user_agent}"
