"""The ledgers whose lines point to a commitment: problems, requests, risks, works, programmes."""
