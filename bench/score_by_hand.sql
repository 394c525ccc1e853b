-- The year's scheme written by hand for DuckDB: one scan of twelve months of projects, decimals
-- where they are rounded. Lists and dates are as of the scored month, money and reports add up.
WITH rows AS (
    SELECT counting_unit_uid, zone_uid, lead_unit_uid,
           count(*) FILTER (WHERE month = $month AND annual_class = 'new_start') AS planned,
           count(*) FILTER (WHERE month = $month AND annual_class = 'new_start'
                              AND actual_start_on <= $month_end) AS started,
           sum(annual_plan) FILTER (WHERE month = $month AND annual_class <> 'preliminary') AS plan,
           sum(this_month) FILTER (WHERE annual_class <> 'preliminary') AS done,
           count(*) FILTER (WHERE month = $month AND annual_class = 'new_start'
                              AND actual_start_on + 30 <= $month_end) AS due,
           count(*) FILTER (WHERE month = $month AND annual_class = 'new_start'
                              AND actual_start_on + 30 <= $month_end
                              AND enrolled_on <= $month_end) AS enrolled,
           count(*) FILTER (WHERE report_due) AS reports,
           count(*) FILTER (WHERE report_due AND is_on_time) AS on_time,
           count(*) FILTER (WHERE report_due AND report_status = 'approved' AND times_returned = 0) AS passed,
           count(*) FILTER (WHERE report_due AND report_status = 'approved' AND soft_findings = 0) AS clean
      FROM project_months
     WHERE month BETWEEN strftime($year_start, '%Y-%m') AND $month AND NOT is_package
     GROUP BY ALL
),
owned AS (
    SELECT 'counties' AS league, ancestor_uid AS unit, rows.*, 25 AS w1, 35 AS w2, 15 AS w3
      FROM rows JOIN unit_paths ON unit_uid = counting_unit_uid AND month = $month
    UNION ALL
    SELECT 'zones', zone_uid, rows.*, 30, 45, 25 FROM rows
    UNION ALL
    SELECT 'departments', lead_unit_uid, rows.*, 35, 45, 20 FROM rows
),
sums AS (
    SELECT league, unit, w1, w2, w3, sum(planned) AS planned, sum(started) AS started,
           sum(plan) AS plan, coalesce(sum(done), 0) AS done, sum(due) AS due,
           sum(enrolled) AS enrolled, sum(reports) AS reports, sum(on_time) AS on_time,
           sum(passed) AS passed, sum(clean) AS clean
      FROM owned
      JOIN units ON units.uid = unit AND units.month = $month
     WHERE (league, kind) IN (('counties', 'county'), ('zones', 'development_zone'),
                              ('departments', 'department'))
     GROUP BY ALL
),
solved AS (
    SELECT ancestor_uid AS unit, count(*) AS problems,
           count(*) FILTER (WHERE confirmed_on <= due_on) AS closed
      FROM problems JOIN unit_paths USING (month, unit_uid)
     WHERE month = $month AND due_on BETWEEN $year_start AND $month_end
     GROUP BY ALL
),
ledgers AS (
    SELECT unit_uid AS unit,
           least(coalesce(sum(points_scaled) FILTER (WHERE ledger LIKE 'bonus.%'), 0) / 100, 5) AS bonus,
           greatest(coalesce(sum(points_scaled) FILTER (WHERE ledger LIKE 'deduction.%'), 0) / 100, -10)
               AS deduction
      FROM adjustments
     WHERE month BETWEEN strftime($year_start, '%Y-%m') AND $month
     GROUP BY ALL
),
points AS (
    SELECT league, unit,
           [{'w': w1, 'p': round(least(w1 * started / nullif(planned * $pace_start, 0), w1)::DECIMAL(20, 10), 2)},
            {'w': w2, 'p': round(least(w2 * done / nullif(plan * $pace_investment, 0), w2 * 1.1)::DECIMAL(20, 10), 2)},
            {'w': w3, 'p': CASE WHEN due > 0
                                THEN round(least(w3 * enrolled / due, w3)::DECIMAL(20, 10), 2) END},
            {'w': 10, 'p': CASE WHEN league = 'counties'
                                THEN round((10 * closed / nullif(problems, 0))::DECIMAL(20, 10), 2) END},
            {'w': 15, 'p': CASE WHEN league = 'counties'
                                THEN round(((6 * on_time + 5 * passed + 4 * clean) / nullif(reports, 0))
                                           ::DECIMAL(20, 10), 2) END}] AS cells,
           CASE WHEN league = 'counties' THEN coalesce(bonus, 0) + coalesce(deduction, 0) ELSE 0 END AS extra
      FROM sums LEFT JOIN solved USING (unit) LEFT JOIN ledgers USING (unit)
),
totals AS (
    SELECT league, unit,
           round((100 * list_sum([c.p FOR c IN cells IF c.p IS NOT NULL])
                  / list_sum([c.w FOR c IN cells IF c.p IS NOT NULL]) + extra)::DECIMAL(20, 10), 2) AS total
      FROM points
)
SELECT league, unit, rank() OVER (PARTITION BY league ORDER BY total DESC), total
  FROM totals
