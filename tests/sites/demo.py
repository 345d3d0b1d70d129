"""`make demo`: audits the sample sites over real HTTP, by the commands anybody would type, and says what it made."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.sites.server import SITES_CSV, PortTaken, serve_all

COMMAND = Path(sys.executable).with_name("eindekss")


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "EINDEKSS_DATABASE_URL": f"sqlite:///{folder}/eindekss.sqlite",
        "EINDEKSS_EVIDENCE_URL": str(folder / "evidence"),
        # The sample sites link to pages that nobody has.
        "EINDEKSS_CHECK_TARGETS": "false",
    }
    audit = ["audit", "--sites", os.path.relpath(SITES_CSV), "--allow-private-sites", "--json", f"{folder}/audits.json"]
    reports = [
        ["report", "--format", "all", "--lang", language, "--out", f"{folder}/reports-{language}"]
        for language in ("lv", "en")
    ]
    try:
        with serve_all("fixed"):
            for arguments in (audit, *reports):
                print(f"\n$ eindekss {shlex.join(arguments)}", flush=True)
                status = subprocess.run([COMMAND, *arguments], env=environment, check=False).returncode
                if status:
                    return status
    except PortTaken as error:
        print(f"{error} Stop what uses it (make serve-sites?) and try again.", file=sys.stderr)
        return 2
    print(
        f"""
The sample sites' results are in {folder}/:
  {folder}/reports-lv/index.html   reports in Latvian: web pages, PDF, workbooks, JSON, EARL
  {folder}/reports-en/index.html   the same in English
  {folder}/audits.json             the audits for programs
  {folder}/eindekss.sqlite         every night's results; `make demo` again adds another audit

As a dashboard, at http://127.0.0.1:8000/:
  export EINDEKSS_DATABASE_URL=sqlite:///{folder}/eindekss.sqlite EINDEKSS_EVIDENCE_URL={folder}/evidence
  .venv/bin/eindekss serve"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
