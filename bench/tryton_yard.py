"""Runs inside the throw-away environment with Tryton: fill its list with the given projects.

python tryton_yard.py CONFIG DATABASE NAMES.json
"""

import json
import sys
from pathlib import Path


def main(config: str, database: str, names: str) -> None:
    from trytond import config as settings

    settings.update_etc(config)
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    Pool.start()
    Pool(database).init()
    projects = json.loads(Path(names).read_text(encoding="utf-8"))
    with Transaction().start(database, 1) as transaction:
        pool = Pool(database)
        company = _company(pool)
        work = pool.get("project.work")
        with transaction.set_context(company=company):
            usual = {"type": "project", "company": company}
            for start in range(0, len(projects), 500):
                rows = [usual | {"name": name} for name in projects[start : start + 500]]
                work.create(rows)
                transaction.commit()
        user = pool.get("res.user")(1)
        user.companies = [company]
        user.company = company
        user.save()
        transaction.commit()
        print(work.search([], count=True))


def _company(pool: object) -> int:
    currency = pool.get("currency.currency")(name="元", code="CNY", symbol="元", digits=2)
    currency.save()
    party = pool.get("party.party")(name="市")
    party.save()
    company = pool.get("company.company")(party=party, currency=currency)
    company.save()
    return company.id


if __name__ == "__main__":
    main(*sys.argv[1:])
