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
        "slip typed": "/h/",
        **{f"slip {state}": f"/h/{code}/" for state, code in installation.facts.slips.items()},
        "slip unknown": "/h/ZZZZ-ZZZZ-ZZZZ-ZZZZ/",
        "my home, none": "/my/homes/",
        "not there": "/nowhere/",
        "sign-in": "/accounts/login/",
    }


def staff_pages(installation: Installation) -> dict[str, dict[str, str]]:
    """Return the addresses of the workbench's pages by who opens them."""
    request = installation.request_url
    owners = installation.facts.owners
    units = f"/registry/compounds/{owners['compound']}/units/"
    vote = f"/registry/votes/{owners['open vote']}/"
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
            "areas": "/registry/owners/",
            "area": f"/registry/areas/{owners['area']}/owners/",
            "area with gaps": f"/registry/areas/{owners['area with gaps']}/owners/",
            "area of another day": f"/registry/areas/{owners['area']}/owners/?on=2020-01-01",
            "entrances": units,
            "units": f"{units}?entrance={owners['entrance']}",
            "slips": f"/registry/compounds/{owners['compound']}/slips/",
            "roll": f"/registry/rolls/{owners['roll']}/",
            "open vote": vote,
            "counted vote": f"/registry/votes/{owners['counted vote']}/",
            "strike a ballot": f"{vote}ballots/{owners['ballot']}/strike/",
            "count a vote": f"{vote}count/",
        },
        "zhao": {
            "home without anything": "/",
            "list without rows": "/requests/",
            "no messages": "/notifications/",
            "somebody else's request": request("reported"),
        },
        "sun": {"undelivered events": "/system/events/", "home of the administrator": "/"},
    }
