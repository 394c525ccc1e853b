"""How projects stand: pace, lights, dwell, starts, forecast, typical cases, the funnel."""
