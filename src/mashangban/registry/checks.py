"""What `doctor` asks, and what must hold before anything is served, concerning printed codes.

In plain English, as all findings: they are for whoever runs the installation.
"""

from mashangban.accounts.errors import NotFitToServe
from mashangban.accounts.types import Finding
from mashangban.core.identifiers.code_tokens import TokenState
from mashangban.registry.queries import tokens_in_use
from mashangban.registry.tokens import read_token


def code_seals() -> Finding:
    """Check that the keys at hand have sealed the codes that hang on walls.

    A lost secret is made anew in silence, and every code printed until then would be called forged.
    """
    name = "seals of codes"
    tokens = tokens_in_use()
    foreign = sum(read_token(token).state is not TokenState.GENUINE for token in tokens)
    if not foreign:
        return Finding(name, ok=True, said=f"{len(tokens)} codes in use, all sealed by our keys")
    return Finding(
        name,
        ok=False,
        said=f"{foreign} of {len(tokens)} codes in use are sealed by a key that is not here:"
        " whoever scans them is told that they are forged.",
        mend="Put the backup of secrets/code-tokens in the home folder back; a key made since"
        " goes above it, on a line of its own.",
    )


def require_codes_to_be_ours() -> None:
    """Raise NotFitToServe when printed codes would be called forged."""
    finding = code_seals()
    if not finding.ok:
        raise NotFitToServe(f"{finding.name}: {finding.said} {finding.mend}")
