"""What every Chromium is started without: pages that it would draw for itself, in a window that nobody sees."""

# The list under the address bar is two pages of Chromium's own. It draws them anew for every window that a visit
# opens, and that takes longer than a small page that is visited.
UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# Chromium heeds the last list alone, so that what Playwright switches off has to stand here too.
OF_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
DISABLED = "--disable-features="
WITHOUT_UNSEEN = DISABLED + ",".join((*OF_PLAYWRIGHT, *UNSEEN))
