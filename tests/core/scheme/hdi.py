"""HDI inputs as facts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

MEASURES = ("life_expectancy", "expected_years_school", "mean_years_school", "gni_pc_ppp")


def facts(rows: Iterable[Mapping[str, str]], month: str = "2022-12") -> dict[str, list[dict]]:
    units, paths, observations = [], [], []
    for at, row in enumerate(rows):
        uid = row["iso3"]
        units.append(
            {"month": month, "uid": uid, "code": uid, "name": row["country"],
             "short_name": row["country"], "kind": "country", "parent_uid": None, "level": 0,
             "is_view": False, "sort": at}
        )  # fmt: skip
        paths.append({"month": month, "unit_uid": uid, "ancestor_uid": uid, "distance": 0})
        for measure in MEASURES:
            if row[measure]:
                value = Decimal(row[measure])
                places = -min(value.as_tuple().exponent, 0)
                observations.append(
                    {"month": month, "unit_uid": uid, "measure": measure,
                     "value_scaled": int(value.scaleb(places)), "decimals": places}
                )  # fmt: skip
    return {"units": units, "unit_paths": paths, "observations": observations}
