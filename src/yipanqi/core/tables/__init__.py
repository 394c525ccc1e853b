"""Tables in workbooks (pure): recognise, propose a mapping, read rows, identify projects.

    book = infra.workbooks.read_workbook(content, name)       # Book of plain cells
    proposal = propose.propose(book, month, remembered)       # TableMapping per table found
    table = mapping.confirm(proposal.tables[0], {3: Choice(TableField.ANNUAL_PLAN, MoneyUnit.WAN)})
    kept = mapping.remember(table, month)                     # Confirmed, to_json / from_json
    found = extract.extract(book, [table])                    # rows, refused cells, skipped rows
    who = matching.identify(found.rows, Register(known))      # matches; unmatched with candidates
    same = fingerprint.fingerprint(found.rows)                # “the same file twice”
    own = own.own_template(book)                              # unit, month, row versions of ours

Codes: ``cell.…`` (refused cell), ``row.…`` (row without project), ``mapping.…`` (question or
reason), ``sheet.…`` (sheet left aside), ``table.…``.
"""
