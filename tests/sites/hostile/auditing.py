"""`python -m tests.sites.hostile.auditing WORLD.json`: one run over the world's sites, in the way of `eindekss audit`.

Writes beside WORLD.json: export.json, told.json (what the export leaves out) and reports/.
"""

import json
import sys
from pathlib import Path
from typing import Any

from crawler.limits import Limits
from crawler.network import Network
from model.audit import Audit
from model.site import Site
from pipeline.exporting import export_newest
from pipeline.reporting import write_reports
from pipeline.running import Request, run_audits
from pipeline.workplace import Workplace
from tests.sites.hostile.world import Resolver, World


def audited(world: World, workplace: Workplace) -> dict[str, Any]:
    """Audits all sites as one run; what there is to tell of it besides the export."""
    resolver = Resolver(world.names)
    told: dict[str, Any] = {}

    def saved(audit: Audit) -> None:
        took_s = (audit.finished_at - audit.started_at).total_seconds()
        notes = [*audit.notes, *(note for page in audit.pages for note in page.notes)]
        told[audit.site.name] = {"notes": notes, "documents_read": audit.documents_read, "took_s": took_s}
        failure = f"{audit.failure.kind}: {audit.failure.detail}" if audit.failure else ""
        print(f"{took_s:6.1f} s  {audit.site.name:34} {audit.status} {failure}", flush=True)

    end = run_audits(
        workplace,
        Request([Site(url, name) for name, url in world.sites], allow_private=True),
        on_saved=saved,
        on_progress=lambda site, progress: None,
        limits=Limits(**world.limits),  # type: ignore[arg-type]  # fields by name
        network=Network(resolver.lookup, world.trust()),
    )
    crashed = [(site.name, text) for site, text in end.crashed]
    return {"sites": told, "looked_up": resolver.asked, "crashed": crashed}


def main() -> int:
    path = Path(sys.argv[1])
    with Workplace.open() as workplace:
        told = audited(World.read(path), workplace)
        (path.parent / "told.json").write_text(json.dumps(told), "utf-8")
        (path.parent / "export.json").write_text(json.dumps(export_newest(workplace)), "utf-8")
        write_reports(workplace, path.parent / "reports", "lv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
