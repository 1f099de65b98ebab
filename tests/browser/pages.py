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
    compound = installation.compound_url()
    owners = installation.facts.owners
    units = f"/registry/compounds/{owners['compound']}/units/"
    vote = f"/registry/votes/{owners['open vote']}/"
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
            "compounds": "/registry/compounds/",
            "compound for its manager": compound,
            "map": "/map/",
            "map, searched": "/map/?words=ts",
        },
        "lin": {
            "home of the bureau": "/",
            "request for the bureau": request("reported"),
            "compounds of the bureau": "/registry/compounds/",
            "compounds, none found": "/registry/compounds/?find=没有这个小区&housing=mixed",
            "compounds as of another day": "/registry/compounds/?on=2024-06-30",
            "compounds as of no day": "/registry/compounds/?on=2025-02-30",
            "compound": compound,
            "compound as of another day": f"{compound}?on=2024-06-30",
            "facts of a compound": f"{compound}facts/",
            "names of a compound": f"{compound}names/",
            "administration of a compound": f"{compound}administration/",
            "companies": "/registry/companies/",
            "companies, none found": "/registry/companies/?q=无此家",
            "company": installation.registry_url("company"),
            "rules of the registry": "/registry/rules/",
            "contracts": "/registry/contracts/",
            "contracts, run out": "/registry/contracts/?on=2027-01-15",
            "area": installation.registry_url("neighbour"),
            "new contract": installation.registry_url("neighbour", "contract/"),
            "end of a contract": installation.registry_url("contract", "end/"),
            "appointment of a manager": installation.registry_url("neighbour", "manager/"),
            "owners' committee": installation.registry_url("neighbour", "committee/"),
            "merging of areas": installation.registry_url("neighbour", "merge/"),
            "splitting of an area": installation.registry_url("area", "split/"),
            "area that cannot be split": installation.registry_url("neighbour", "split/"),
            "map of the district": "/map/",
            "imports": "/imports/",
            "import of a sheet": "/imports/new/",
            "export with words": "/requests/export/?with_words=1",
            "areas": "/registry/owners/",
            "owners of an area": f"/registry/areas/{owners['area']}/owners/",
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
            "map without rows": "/map/?words=ts",
            "somebody else's request": request("reported"),
            "somebody else's compound": compound,
        },
        "sun": {"undelivered events": "/system/events/", "home of the administrator": "/"},
    }
