"""The plan for a map: compounds as points with their cluster, edges as lines (WGS84)."""

from typing import Any

from mashangban.core.contiguity.files.planning import Planned


def geojson(made: Planned) -> dict[str, Any]:
    """Return a FeatureCollection; compounds in no cluster have the cluster None."""
    number = {name: place for place, told in enumerate(made.told, 1) for name in told.cluster.names}
    modes = {name: told.cluster.mode for told in made.told for name in told.cluster.names}
    features = [
        _feature(
            "Point",
            _position(made, compound.name),
            kind="compound",
            name=compound.name,
            subdistrict=compound.subdistrict,
            cluster=number.get(compound.name),
            mode=modes.get(compound.name),
        )
        for compound in made.sheets.district.compounds
    ]
    features += [
        _feature(
            "LineString",
            [_position(made, edge.one), _position(made, edge.other)],
            kind=edge.kind,
            one=edge.one,
            other=edge.other,
            uncertain=edge.uncertain,
            cluster=_shared(number.get(edge.one), number.get(edge.other)),
        )
        for edge in made.sheets.district.graph.edges
    ]
    return {"type": "FeatureCollection", "features": features}


def _shared(one: int | None, other: int | None) -> int | None:
    return one if one == other else None


def _position(made: Planned, name: str) -> list[float]:
    point = made.sheets.places[name]
    return [point.longitude, point.latitude]


def _feature(kind_of_shape: str, coordinates: object, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": kind_of_shape, "coordinates": coordinates},
        "properties": properties,
    }
