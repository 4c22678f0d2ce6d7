"""What is owed on a day: events in, an account out.

`event` says what can happen, `fold` takes the events in order, `book` holds lines and postings meanwhile, `account` is the
answer; `allocation` spreads money, `charges` price lateness, `arrears` count days, `trace` opens an amount into its steps.
"""
