"""Places on the map."""

from django.db.models import CheckConstraint, Q


def whole_point(name: str) -> CheckConstraint:
    """Return the constraint that `longitude` and `latitude` are both given, in degrees, or none."""
    return CheckConstraint(
        condition=Q(longitude__isnull=True, latitude__isnull=True)
        | Q(
            # Said twice because a CHECK takes "unknown" for yes: NULL BETWEEN passes.
            longitude__isnull=False,
            latitude__isnull=False,
            longitude__range=(-180, 180),
            latitude__range=(-90, 90),
        ),
        name=name,
    )
