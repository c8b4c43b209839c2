//! Days against a calendar that is counted out day by day.

use proptest::prelude::*;
use tiercel_value::Date;

/// Every day from 1900 to 2199 with its year, month, day and weekday (Monday is 0), by counting.
pub(crate) fn counted() -> Vec<(Date, (i32, u32, u32), i32)> {
    let mut days = Vec::new();
    let (mut date, mut weekday) = (Date::FIRST, 0);
    for year in 1900..=2199 {
        for month in 1..=12 {
            for day in 1..=length(year, month) {
                days.push((date, (year, month, day), weekday));
                date = Date(date.0 + 1);
                weekday = (weekday + 1) % 7;
            }
        }
    }
    days
}

fn length(year: i32, month: u32) -> u32 {
    let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A month later, or earlier, step by step.
fn stepped((mut year, mut month): (i32, u32), months: i32) -> (i32, u32) {
    for _ in 0..months.abs() {
        (year, month) = match (months > 0, month) {
            (true, 12) => (year + 1, 1),
            (true, month) => (year, month + 1),
            (false, 1) => (year - 1, 12),
            (false, month) => (year, month - 1),
        };
    }
    (year, month)
}

#[test]
fn every_day_has_its_place_in_the_calendar() {
    let days = counted();
    assert_eq!(days.first().map(|day| day.0), Some(Date::FIRST));
    assert_eq!(days.last().map(|day| day.0), Some(Date::LAST));
    for (date, (year, month, day), weekday) in days {
        assert_eq!(date.parts(), (year, month, day));
        assert_eq!(Date::of(year, month, day), Some(date));
        assert_eq!(date.weekday(), weekday, "{date}");
        let text = format!("{year}-{month:02}-{day:02}");
        assert_eq!(date.to_string(), text);
        assert_eq!(Date::parse(&text), Ok(date));
    }
    assert_eq!(Date::of(1970, 1, 1), Some(Date(0)));
}

#[test]
fn there_are_no_other_days() {
    for (year, month, day) in [
        (1899, 12, 31),
        (2200, 1, 1),
        (2026, 0, 1),
        (2026, 13, 1),
        (2026, 1, 0),
        (2026, 1, 32),
        (2025, 2, 29),
        (1900, 2, 29),
        (2100, 2, 29),
        (2026, 4, 31),
    ] {
        assert_eq!(Date::of(year, month, day), None, "{year}-{month}-{day}");
    }
    for text in [
        "",
        "2026",
        "2026-3-31",
        "2026-03-1",
        "26-03-31",
        "2026-03-31-",
        "2026-03-31T00:00",
        "2026/03/31",
        " 2026-03-31",
        "2026-03-32",
        "+026-03-31",
        "２０２６-03-31",
        "2200-01-01",
    ] {
        assert_eq!(Date::parse(text), Err(()), "{text:?}");
    }
}

proptest! {
    #![proptest_config(crate::exact::cases(4_096))]

    #[test]
    fn months_later_is_the_same_day_or_the_last_one(number in Date::FIRST.0..=Date::LAST.0, months in -1300i32..=1300) {
        let (year, month, day) = Date(number).parts();
        let (to_year, to_month) = stepped((year, month), months);
        let last = length(to_year, to_month);
        prop_assert_eq!(Date(number).add_months(months.into()), Date::of(to_year, to_month, day.min(last)));
        prop_assert_eq!(Date(number).end_of_month(months.into()), Date::of(to_year, to_month, last));
    }

    #[test]
    fn days_later_stay_between_the_ends(number in Date::FIRST.0..=Date::LAST.0, days in -120_000i64..=120_000) {
        let sum = i64::from(number) + days;
        let inside = sum >= i64::from(Date::FIRST.0) && sum <= i64::from(Date::LAST.0);
        prop_assert_eq!(Date(number).add_days(days).map(|date| i64::from(date.0)), inside.then_some(sum));
    }

    #[test]
    fn a_difference_is_whole_months_and_the_days_after_them(start in Date::FIRST.0..=Date::LAST.0, span in -400i32..=4_000) {
        let (start, end) = (Date(start), Date((start + span).clamp(Date::FIRST.0, Date::LAST.0)));
        if end < start {
            prop_assert_eq!(start.difference(end, "D"), None);
            return Ok(());
        }
        // Whole months: how often the day of the month comes round, by counting.
        let (mut months, day) = (0, start.parts().2);
        let (mut year, mut month) = (start.parts().0, start.parts().1);
        loop {
            (year, month) = stepped((year, month), 1);
            let reached = (year, month, day) <= end.parts();
            if !reached { break; }
            months += 1;
        }
        prop_assert_eq!(start.difference(end, "D"), Some(i64::from(end.0 - start.0)));
        prop_assert_eq!(start.difference(end, "M"), Some(months));
        prop_assert_eq!(start.difference(end, "Y"), Some(months / 12));
        prop_assert_eq!(start.difference(end, "YM"), Some(months % 12));
        let since = |months: i64| start.add_months(months).map(|date| i64::from(end.0 - date.0));
        prop_assert_eq!(start.difference(end, "MD"), since(months));
        prop_assert_eq!(start.difference(end, "YD"), since(months / 12 * 12));
        for (unit, most) in [("MD", 31), ("YD", 366)] {
            let days = start.difference(end, unit);
            prop_assert!(days.is_some_and(|days| (0..most).contains(&days)), "{} {} {}: {:?}", start, end, unit, days);
        }
    }
}

#[test]
fn sums_out_of_reach_are_no_days() {
    for far in [i64::MIN, i64::MAX] {
        assert_eq!(Date(0).add_days(far), None);
        assert_eq!(Date(0).add_months(far), None);
        assert_eq!(Date(0).end_of_month(far), None);
    }
    assert_eq!(Date(0).difference(Date(1), "W"), None);
}
