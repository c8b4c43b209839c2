//! Exact values: decimals, money, dates, periods, rounding. Knows no language.
