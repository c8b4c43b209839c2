//! What must hold for any file: no order and no cut into files shows, nothing panics, and cells are those that the `csv` crate reads.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is no table is a wrong test")]

mod common;

use proptest::prelude::*;
use tiercel_data::{Content, Input, LoadOptions, Locale, Tables, Values, load};
use tiercel_plan::TableId;

const PLAN: &str = "payees: Id text key
T: Key text key, Who payee?, Day date?, Amount USD?, Share percent?, Kind text?, Flag bool?, Month month?";

/// Cells of a row, all of them readable.
fn row(key: usize) -> impl Strategy<Value = Vec<String>> {
    let cell = |pattern: &'static str| prop_oneof![1 => Just(String::new()), 4 => pattern];
    (
        cell("(Ana|Bob| Cem )"),
        cell("202[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"),
        prop_oneof![cell("-?[0-9]{1,12}(\\.[0-9]{1,4})?"), cell("[0-9]{18}\\.[0-9]{6}")],
        cell("([0-9]{1,3}(\\.[0-9]{1,2})?%|0\\.[0-9]{1,3})"),
        cell("([a-z销ä]{1,6}|\"|,|\n| x )"),
        cell("(true|false)"),
        cell("202[0-9]-(0[1-9]|1[0-2])"),
    )
        .prop_map(move |(who, day, amount, share, kind, flag, month)| vec![format!("K{key}"), who, day, amount, share, kind, flag, month])
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    (0usize..60).prop_flat_map(|count| (0..count).map(row).collect::<Vec<_>>())
}

fn csv(rows: &[Vec<String>], always_quote: bool) -> String {
    let cell = |cell: &String| {
        if always_quote || cell.contains(['"', ',', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let mut text = "Key,Who,Day,Amount,Share,Kind,Flag,Month\n".to_owned();
    for row in rows {
        text.push_str(&row.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn loaded(files: &[String]) -> Tables {
    let plan = common::plan(PLAN);
    let mut inputs = vec![Input { table: TableId(0), name: "payees.csv", content: Content::Csv(b"Id\nBob\nAna\nCem\n") }];
    inputs.extend(files.iter().map(|text| Input { table: TableId(1), name: "T.csv", content: Content::Csv(text.as_bytes()) }));
    load(&plan, &inputs, &LoadOptions::default()).unwrap()
}

/// Every cell by the key of its row, and how each column of numbers is kept.
fn by_key(tables: &Tables) -> (Vec<String>, Vec<String>) {
    let plan = common::plan(PLAN);
    let data = &tables.tables[1];
    let mut cells = Vec::new();
    let mut kept = Vec::new();
    for column in data.columns.iter().flatten() {
        if let Values::Number(numbers) = &column.values {
            kept.push(match numbers {
                tiercel_data::Numbers::Narrow { scale, .. } => format!("narrow {scale}"),
                tiercel_data::Numbers::Wide(_) => "wide".to_owned(),
            });
        }
    }
    for row in 0..data.rows {
        let key = tables.row_key(&plan, TableId(1), u32::try_from(row).unwrap());
        let values = data.columns.iter().flatten().map(|column| {
            if column.is_blank(row) {
                return "-".to_owned();
            }
            match &column.values {
                Values::Number(numbers) => numbers.get(row).to_string(),
                Values::Text(ids) => tables.texts.get(ids[row]).to_owned(),
                Values::Bool(values) => values[row].to_string(),
                Values::Date(values) | Values::Period(values) => values[row].to_string(),
                Values::Payee(values) | Values::Row(values) => values[row].to_string(),
            }
        });
        cells.push(format!("{key}: {}", values.collect::<Vec<_>>().join("|")));
    }
    cells.sort();
    (cells, kept)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn neither_order_nor_files_nor_quotes_show(rows in rows(), seed in any::<u64>(), cut in any::<prop::sample::Index>()) {
        let expected = by_key(&loaded(&[csv(&rows, false)]));
        let mut shuffled = rows.clone();
        let mut state = seed;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(index, usize::try_from(state >> 33).unwrap() % (index + 1));
        }
        prop_assert_eq!(&by_key(&loaded(&[csv(&shuffled, false)])), &expected);
        prop_assert_eq!(&by_key(&loaded(&[csv(&rows, true)])), &expected);
        prop_assert_eq!(&by_key(&loaded(&[csv(&rows, false).replace('\n', "\r\n").replace("\"\r\n\"", "\"\n\"")])), &expected);
        let cut = cut.index(rows.len() + 1);
        let (first, second) = rows.split_at(cut);
        let two = loaded(&[csv(first, false), csv(second, false)]);
        prop_assert_eq!(&by_key(&two), &expected);
    }

    #[test]
    fn cells_are_those_that_the_csv_crate_reads(text in "([a-c\", \n\r;]|\"\"|,\"|\",|\n\"|\"\n){0,80}") {
        let plan = common::plan("payees: Id text key\nT: A text?, B text?");
        let text = format!("A,B\n{text}");
        // An open quote is refused here and closed silently there; so is what stands behind a quote that closes.
        let inputs = [Input { table: TableId(1), name: "T.csv", content: Content::Csv(text.as_bytes()) }];
        let Ok(tables) = load(&plan, &inputs, &LoadOptions::default()) else { return Ok(()) };
        let mut reader = csv::ReaderBuilder::new().flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(text.as_bytes());
        let clean = |cell: Option<&str>| cell.unwrap_or("").trim().to_owned();
        let expected: Vec<[String; 2]> = reader
            .records()
            .map(|record| record.unwrap())
            .map(|record| [clean(record.get(0)), clean(record.get(1))])
            .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
            .collect();
        let data = &tables.tables[1];
        let cell = |column: usize, row: usize| match &data.columns[column].as_ref().unwrap().values {
            Values::Text(ids) => tables.texts.get(ids[row]).to_owned(),
            Values::Number(_) | Values::Bool(_) | Values::Date(_) | Values::Period(_) | Values::Payee(_) | Values::Row(_) => String::new(),
        };
        let found: Vec<[String; 2]> = (0..data.rows).map(|row| [cell(0, row), cell(1, row)]).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![4 => prop::sample::select(b"0123456789-.,;\t\"\n\r %$KAnab/:TE+".to_vec()), 1 => any::<u8>()], 0..400), heading in any::<bool>(), de in any::<bool>()) {
        let plan = common::plan("payees: Id text key\nT: Key text key, Who payee, Day date, Amount USD, Share percent in 0% .. 150%, Kind text in (a; b), Flag bool, Month month\nU: T -> T, N number?");
        let heading: &[u8] = if heading { b"Key,Who,Day,Amount,Share,Kind,Flag,Month\n" } else { b"" };
        let text = [heading, &bytes].concat();
        let inputs: Vec<Input<'_>> = (0..3).map(|table| Input { table: TableId(table), name: "x.csv", content: Content::Csv(&text) }).collect();
        let options = LoadOptions { locale: if de { Locale::named("de") } else { None }, percent_points: de };
        let _ = load(&plan, &inputs, &options);
        let _ = tiercel_data::load_history(&plan, &Tables::default(), "h.csv", &Content::Csv(&text));
    }
}

/// More rows than a stretch of the file has, with quotes here and there.
#[test]
fn long_files_are_cut_anywhere() {
    let mut text = "Key,Who,Kind,Amount\n".to_owned();
    for row in 0..30_000 {
        match row % 4001 {
            7 => text.push_str(&format!("K{row},Ana,\"two\nlines, {row}\",{row}.5\n")),
            8 => text.push_str("\n,,,\n"),
            9 => text.push_str(&format!("K{row},Ana,\"\"\"{row}\",{row}.5\n")),
            10 => text.push_str(&format!("K{row},Ana\n")),
            _ => text.push_str(&format!("K{row},Ana,x,{row}.5\n")),
        }
    }
    let tables = loaded(&[text]);
    let data = &tables.tables[1];
    assert_eq!(data.rows, 30_000 - 8);
    let Some(Values::Text(keys)) = data.columns[0].as_ref().map(|column| &column.values) else { panic!("no keys") };
    for (row, key) in keys.iter().enumerate() {
        let number: usize = tables.texts.get(*key).trim_start_matches('K').parse().unwrap();
        // Each pair of empty rows takes the place of one.
        let empty = (0..=number).filter(|row| row % 4001 == 8).count();
        assert_eq!(data.source.number(row) as usize, number + 2 + empty, "{number}");
        let amount = data.columns[3].as_ref().unwrap();
        assert_eq!(amount.is_blank(row), number % 4001 == 10);
    }
}
