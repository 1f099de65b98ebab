"""The pages there are, by name, for tests that look at each of them."""

from tests.browser.installation import Installation

# What can stand behind a private link, and the questions on it.
FOLLOW_STATES = (
    "reported",
    "accepted",
    "working",
    "resolved",
    "reopened",
    "closed",
    "rated",
    "withdrawn",
)
CODE_PROBLEMS = ("replaced", "withdrawn", "unknown", "forged", "mistyped")


def resident_pages(installation: Installation) -> dict[str, str]:
    """Return the addresses of the pages that need no sign-in."""
    code = installation.code_url
    follow = installation.follow_url
    return {
        "welcome": "/",
        "privacy": "/privacy/",
        "landing": code(),
        "landing of a lift": code("lift"),
        "report for a lift": f"{code('lift')}report/",
        "link of old paper, unknown": "/legacy/unknown",
        "landing of the whole compound": code("whole_compound"),
        "report": f"{code()}report/",
        "report for the whole compound": f"{code('whole_compound')}report/",
        "my reports, none": "/my/",
        **{f"code {problem}": code(problem) for problem in CODE_PROBLEMS},
        **{f"follow {state}": follow(state) for state in FOLLOW_STATES},
        "follow, just sent": f"{follow('reported')}?new=1",
        "follow, take back": f"{follow('accepted')}withdraw/",
        "follow, send back": f"{follow('resolved')}reopen/",
        "follow, revoke": f"{follow('reported')}revoke/",
        "follow, revoked": follow("revoked"),
        "not there": "/nowhere/",
        "sign-in": "/accounts/login/",
    }


def staff_pages(installation: Installation) -> dict[str, dict[str, str]]:
    """Return the addresses of the workbench's pages by who opens them."""
    request = installation.request_url
    registry = installation.facts.registry
    compound, bare = registry["compound"], registry["bare compound"]
    return {
        "he": {
            "home": "/",
            "list": "/requests/",
            "list of all": "/requests/?tab=all",
            "list, searched": "/requests/?tab=all&q=PQ-2026112",
            "request to accept": request("reported"),
            "request that is late": request("late"),
            "request to set out for": request("accepted"),
            "request to resolve": request("working"),
            "request with the resident": request("resolved"),
            "request sent back": request("reopened"),
            "request rated": request("rated"),
            "telephone": f"{request('reported')}contact/",
            "messages": "/notifications/",
        },
        "lin": {
            "home of the bureau": "/",
            "request for the bureau": request("reported"),
            "codes": "/registry/codes/",
            "codes of a subdistrict": "/registry/codes/?in=990101001",
            "codes, none found": "/registry/codes/?q=没有",
            "codes of a compound": f"/registry/codes/compounds/{compound}/",
            "codes of a compound without entrances": f"/registry/codes/compounds/{bare}/",
            "a code": f"/registry/codes/{installation.facts.printed_code}/",
            "a withdrawn code": f"/registry/codes/{registry['withdrawn code']}/",
            "sheets": "/registry/codes/sheets/",
            "sheets of a compound": f"/registry/codes/sheets/{registry['order']}/",
            "a sheet that cannot be printed": (
                f"/registry/codes/{registry['unprintable code']}/sheet.pdf"
            ),
            "buildings": f"/registry/compounds/{compound}/places/",
            "buildings, none yet": f"/registry/compounds/{bare}/places/",
            "a building": f"/registry/places/building/{registry['building']}/",
            "a lift": f"/registry/places/facility/{registry['lift']}/",
        },
        "zhao": {
            "home without anything": "/",
            "list without rows": "/requests/",
            "no messages": "/notifications/",
            "somebody else's request": request("reported"),
        },
        "sun": {"undelivered events": "/system/events/", "home of the administrator": "/"},
    }
