//! Currencies and units of a plan's own.

use tiercel_value::UnitTable;

#[test]
fn currencies_have_their_minor_units() {
    let units = UnitTable::new();
    let expected = [
        ("USD", 2),
        ("EUR", 2),
        ("CNY", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("CLF", 4),
        ("UYW", 4),
        ("AED", 2),
        ("ZWG", 2),
    ];
    for (code, decimals) in expected {
        let unit = units.find(code).unwrap();
        assert_eq!((units.code(unit), units.decimals(unit)), (code, decimals));
        assert!(UnitTable::is_iso(code));
    }
    for code in ["", "US", "usd", "USDD", "BHD3", "POINTS", "XXX", "DEM"] {
        assert!(units.find(code).is_none() && !UnitTable::is_iso(code), "{code:?}");
    }
}

#[test]
fn a_plan_may_have_units_of_its_own() {
    let mut units = UnitTable::new();
    let points = units.declare("POINTS", 2);
    let stars = units.declare("STARS", 0);
    assert_eq!(units.declare("POINTS", 2), points);
    assert_ne!(points, stars);
    assert_eq!((units.code(points), units.decimals(points)), ("POINTS", 2));
    assert_eq!((units.code(stars), units.decimals(stars)), ("STARS", 0));
    assert_eq!(units.find("STARS"), Some(stars));
    assert_eq!(units.declare("USD", 7), units.find("USD").unwrap());
    assert_eq!(units.decimals(units.find("USD").unwrap()), 2);
    assert!(!UnitTable::is_iso("POINTS"));
}
