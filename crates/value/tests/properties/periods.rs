//! Periods against a calendar that is counted out day by day.

use crate::dates::counted;
use tiercel_value::{Calendar, CustomPeriod, Date, Grain, Period};

const GRAINS: [Grain; 6] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Half, Grain::Year];

fn calendars() -> impl Iterator<Item = Calendar> {
    (0..=12).flat_map(|year_from| [false, true].map(|week_from_sunday| Calendar { year_from, week_from_sunday, custom: Vec::new() }))
}

/// The fiscal year of a calendar month, and how many months of it have passed.
fn fiscal(calendar: &Calendar, year: i32, month: u32) -> (i32, u32) {
    let from = u32::from(calendar.year_from.max(1));
    if from == 1 {
        (year, month - 1)
    } else if month >= from {
        (year + 1, month - from)
    } else {
        (year, month + 12 - from)
    }
}

/// What the period of a day is called.
fn expected_name(calendar: &Calendar, date: Date, grain: Grain) -> String {
    let (year, month, day) = date.parts();
    let (fiscal_year, passed) = fiscal(calendar, year, month);
    match grain {
        Grain::Day => format!("{year:04}-{month:02}-{day:02}"),
        Grain::Week => {
            // The Thursday of the week of this Monday; its place among the Thursdays of its year.
            let monday = if calendar.week_from_sunday { (date.0 + 4).div_euclid(7) * 7 - 3 } else { date.0 - date.weekday() };
            let thursday = Date(monday + 3);
            let (year, _, _) = thursday.parts();
            let earlier = (1..54).take_while(|weeks| Date(thursday.0 - 7 * weeks).parts().0 == year).count();
            format!("{year:04}-W{:02}", earlier + 1)
        }
        Grain::Month => format!("{year:04}-{month:02}"),
        Grain::Quarter => format!("{fiscal_year:04}-Q{}", passed / 3 + 1),
        Grain::Half => format!("{fiscal_year:04}-H{}", passed / 6 + 1),
        Grain::Year => format!("{fiscal_year:04}"),
        Grain::Custom => String::new(),
    }
}

fn check_day(calendar: &Calendar, date: Date) {
    for grain in GRAINS {
        let period = calendar.period_of(date, grain).unwrap();
        let name = calendar.name(period);
        assert_eq!(name, expected_name(calendar, date, grain), "{date} {grain:?} {calendar:?}");
        assert!(calendar.start(period) <= date && date <= calendar.end(period), "{date} {name} {calendar:?}");
        assert_eq!(calendar.period_of(calendar.start(period), grain), Some(period));
        assert_eq!(calendar.period_of(calendar.end(period), grain), Some(period));
        let next = Period { grain, ordinal: period.ordinal + 1 };
        assert_eq!(calendar.start(next).0, calendar.end(period).0 + 1, "{name} leaves no gap");
    }
}

#[test]
fn every_day_lies_in_the_periods_that_are_called_so() {
    for (date, _, _) in counted() {
        check_day(&Calendar::default(), date);
    }
    for calendar in calendars() {
        (Date::of(2019, 12, 1).unwrap().0..Date::of(2029, 2, 1).unwrap().0).for_each(|day| check_day(&calendar, Date(day)));
    }
}

#[test]
fn names_read_back() {
    for calendar in calendars() {
        for day in (Date::of(1901, 1, 1).unwrap().0..Date::of(2199, 1, 1).unwrap().0).step_by(5) {
            for grain in GRAINS {
                let period = calendar.period_of(Date(day), grain).unwrap();
                let name = calendar.name(period);
                assert_eq!(calendar.parse(&name, grain), Some(period), "{name} {calendar:?}");
                assert_eq!(calendar.parse_any(&name), Some(period), "{name} {calendar:?}");
                assert_eq!(GRAINS.iter().filter(|grain| calendar.parse(&name, **grain).is_some()).count(), 1, "{name} is of one grain");
            }
        }
    }
}

#[test]
fn other_texts_are_no_periods() {
    let calendar = Calendar::default();
    let texts = [
        "",
        "20",
        "02026",
        "1899",
        "2200",
        "2026-",
        "2026-0",
        "2026-00",
        "2026-13",
        "2026-3",
        "2026-Q0",
        "2026-Q5",
        "2026-Q",
        "2026-q1",
        "2026-H3",
        "2026-H0",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-W7",
        "2026-02-30",
        "2026-Q1-1",
        "5000-10",
        "2026 Q1",
        "2026-+1",
        "-2026",
        "２０２６",
    ];
    for text in texts {
        assert_eq!(calendar.parse_any(text), None, "{text:?}");
    }
    assert!(calendar.parse_any("2026-W53").is_some(), "2026 has 53 Thursdays");
}

#[test]
fn a_period_belongs_to_the_coarser_one_of_its_deciding_day() {
    for calendar in calendars() {
        for day in Date::of(2019, 12, 1).unwrap().0..Date::of(2027, 2, 1).unwrap().0 {
            let date = Date(day);
            for (index, coarser) in GRAINS.iter().enumerate().skip(2) {
                let outer = calendar.period_of(date, *coarser).unwrap();
                for finer in GRAINS.iter().take(index) {
                    let inner = calendar.period_of(date, *finer).unwrap();
                    // A week goes where its Thursday lies, everything else lies inside whole.
                    let deciding = if *finer == Grain::Week { thursday(&calendar, inner) } else { date };
                    let owner = calendar.period_of(deciding, *coarser).unwrap();
                    assert_eq!(calendar.containing(inner, *coarser), Some(owner), "{date} {finer:?} in {coarser:?} {calendar:?}");
                    let (first, last) = calendar.parts(owner, *finer);
                    assert!(first <= inner.ordinal && inner.ordinal <= last, "{date} {finer:?} in {coarser:?} {calendar:?}");
                    assert_eq!(calendar.within(inner, *coarser), (first, last));
                    assert_eq!(calendar.parts(Period { ordinal: owner.ordinal + 1, ..owner }, *finer).0, last + 1, "parts leave no gap");
                    let _ = outer;
                }
            }
        }
    }
}

fn thursday(calendar: &Calendar, week: Period) -> Date {
    (0..7).map(|day| Date(calendar.start(week).0 + day)).find(|date| date.weekday() == 3).unwrap()
}

#[test]
fn numbers_count_within_the_fiscal_year() {
    for calendar in calendars() {
        for day in Date::of(2020, 1, 1).unwrap().0..Date::of(2026, 12, 31).unwrap().0 {
            let date = Date(day);
            let (year, month, _) = date.parts();
            let (fiscal_year, passed) = fiscal(&calendar, year, month);
            let number = |grain| calendar.number(calendar.period_of(date, grain).unwrap());
            assert_eq!(number(Grain::Year), fiscal_year);
            assert_eq!(number(Grain::Half), passed.cast_signed() / 6 + 1);
            assert_eq!(number(Grain::Quarter), passed.cast_signed() / 3 + 1);
            assert_eq!(number(Grain::Month), passed.cast_signed() + 1);
            let start = calendar.start(calendar.period_of(date, Grain::Year).unwrap());
            assert_eq!(number(Grain::Day), date.0 - start.0 + 1);
            if calendar.year_from <= 1 {
                let week = calendar.name(calendar.period_of(date, Grain::Week).unwrap());
                assert_eq!(week.get(6..), Some(format!("{:02}", number(Grain::Week)).as_str()));
            }
        }
    }
}

/// Two years of 4-4-5 weeks from 2025-12-29 on, named P01 to P24; a day between the years belongs to none.
fn four_four_five() -> Calendar {
    let mut custom = Vec::new();
    let mut start = Date::of(2025, 12, 29).unwrap();
    for index in 0..24 {
        let weeks = if index % 3 == 2 { 5 } else { 4 };
        let end = Date(start.0 + weeks * 7 - 1);
        let labels = [format!("M{}", index % 12 + 1), format!("Q{}", index % 12 / 3 + 1), format!("{}", 2026 + index / 12)];
        custom.push(CustomPeriod { name: format!("P{:02}", index + 1), start, end, labels });
        start = Date(end.0 + if index == 11 { 2 } else { 1 });
    }
    Calendar { custom, ..Calendar::default() }
}

#[test]
fn the_plans_own_periods_follow_their_labels() {
    let calendar = four_four_five();
    let period = |name: &str| calendar.parse(name, Grain::Custom).unwrap();
    assert_eq!(calendar.parse("P25", Grain::Custom), None);
    assert_eq!(calendar.parse("2026-01", Grain::Custom), None);
    for ordinal in 0..24 {
        let own = Period { grain: Grain::Custom, ordinal };
        assert_eq!(period(&calendar.name(own)), own);
        assert_eq!(calendar.period_of(calendar.start(own), Grain::Custom), Some(own));
        assert_eq!(calendar.period_of(calendar.end(own), Grain::Custom), Some(own));
        let year = ordinal / 12 * 12;
        assert_eq!(calendar.within(own, Grain::Year), (year, year + 11));
        let quarter = ordinal / 3 * 3;
        assert_eq!(calendar.within(own, Grain::Quarter), (quarter, quarter + 2));
        assert_eq!(calendar.within(own, Grain::Month), (ordinal, ordinal));
        assert_eq!(calendar.number(own), ordinal % 12 + 1);
    }
    let gap = Date(calendar.end(period("P12")).0 + 1);
    assert_eq!(calendar.period_of(gap, Grain::Custom), None);
    assert_eq!(calendar.period_of(Date(calendar.start(period("P01")).0 - 1), Grain::Custom), None);
    assert_eq!(calendar.period_of(Date(calendar.end(period("P24")).0 + 1), Grain::Custom), None);
}

#[test]
fn periods_far_out_are_harmless() {
    for calendar in [Calendar::default(), four_four_five()] {
        for grain in GRAINS.into_iter().chain([Grain::Custom]) {
            for ordinal in [i32::MIN, i32::MAX, -1, 0, 1_000_000] {
                let period = Period { grain, ordinal };
                let _ = (
                    calendar.start(period),
                    calendar.end(period),
                    calendar.name(period),
                    calendar.within(period, Grain::Year),
                    calendar.number(period),
                );
            }
        }
    }
}
