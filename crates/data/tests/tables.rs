//! Whole tables: headings, keys, people, references, files in all their encodings, and what is said of them.

#![expect(clippy::unwrap_used, reason = "what is no table is a wrong test")]

mod common;

use tiercel_data::{Content, Input, LoadOptions, Problems, Tables, Values, load, load_example, load_history, parse_params};
use tiercel_plan::{ColumnKind, Example, Expr, ExprKind, GivenTable, LineId, ParamId, Plan, Span, TableId, Type, UnitNo, Uses, Value};

const PLAN: &str = "payees: Id text key, Manager payee?
Deals: Deal text key, Owner payee, Closed date, Amount USD, Stage text?
Receipts: Receipt text key, Deal -> Deals, Cash USD
Quotas: Rep payee key, Month month key, Quota USD > 0";

fn with(plan: &Plan, files: &[(&str, &[u8])]) -> Result<Tables, Problems> {
    let table = |name: &str| {
        let stem = name.split(['.', '-']).next().unwrap();
        TableId(u32::try_from(plan.tables.iter().position(|table| table.name == stem).unwrap()).unwrap())
    };
    let inputs: Vec<Input<'_>> =
        files.iter().map(|(name, bytes)| Input { table: table(name), name, content: Content::Csv(bytes) }).collect();
    load(plan, &inputs, &LoadOptions::default())
}

/// Each problem as `file:row:column code found (args)`, in the order shown.
fn said(problems: &Problems) -> Vec<String> {
    let line = |problem: &tiercel_data::Problem| {
        let row = problem.row.map_or_else(String::new, |row| row.to_string());
        let args: Vec<String> = problem.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!(
            "{}:{row}:{} {} [{}] {}",
            problem.file,
            problem.column.as_deref().unwrap_or(""),
            problem.code,
            problem.found,
            args.join(" ")
        )
    };
    problems.shown().iter().map(line).collect()
}

fn refused(plan: &str, files: &[(&str, &str)], expected: &[&str]) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let found = said(&with(&common::plan(plan), &files).unwrap_err());
    let found: Vec<&str> = found.iter().map(|line| line.trim_end()).collect();
    assert_eq!(found, expected);
}

#[test]
fn keys_people_and_references_are_checked() {
    let people = ("payees.csv", "Id\nAna\nBob\n");
    refused(
        PLAN,
        &[
            people,
            ("Deals.csv", "Deal,Owner,Closed,Amount\nD1,Ana,2026-01-01,1\nD2,Bbo,2026-01-02,2\nD1,Bob,2026-01-03,3\n"),
            ("Receipts.csv", "Receipt,Deal,Cash\nR1,D1,5\nR2,D9,5\nR3,,5\n"),
            ("Quotas.csv", "Rep,Month,Quota\nAna,2026-01,10\nAna,2026-02,10\nAna,2026-01,11\nBob,2026-01,0\n"),
        ],
        &[
            "Deals.csv:3:Owner data-payee-unknown-near [Bbo] table=payees nearest=Bob",
            "Deals.csv:4:Deal data-key-twice [D1] other=2",
            "Receipts.csv:3:Deal data-reference-unknown [D9] table=Deals",
            "Receipts.csv:4:Deal data-blank []",
            "Quotas.csv:4:Rep, Month data-key-twice [Ana, 2026-01] other=2",
            "Quotas.csv:5:Quota data-bounds [0] expected=> 0",
        ],
    );
    refused(PLAN, &[("payees.csv", "Id\nAna\nBob\nAna\n")], &["payees.csv:4:Id data-key-twice [Ana] other=2"]);
    // A key in the plan that no row has: the second line of its text names it.
    let mut plan = common::plan(PLAN);
    let (kind, span) = (ExprKind::Const(Value::Text("Anna".to_owned())), Span { file: 0, start: 14, end: 15 });
    plan.exprs.push(Expr { kind, ty: Type::Payee, blank: false, inexact: false, uses: Uses::NONE, span });
    let problems = with(&plan, &[("payees.csv", b"Id\nAna\nBob\n")]).unwrap_err();
    assert_eq!(said(&problems), ["test.plan:2: data-literal-unknown-near [Anna] table=payees nearest=Ana key=Anna"]);
}

#[test]
fn headings_are_matched() {
    let people = ("payees.csv", "Id\nAna\n");
    refused(
        PLAN,
        &[people, ("Deals.csv", "Deal,Ower,Closed,Closed,amount\n")],
        &[
            "Deals.csv:1:Owner data-column-missing-near [Deal, Ower, Closed, Closed, amount] table=Deals nearest=Ower",
            "Deals.csv:1:Closed data-column-twice [Deal, Ower, Closed, Closed, amount]",
            "Deals.csv:1:Amount data-column-missing-near [Deal, Ower, Closed, Closed, amount] table=Deals nearest=amount",
        ],
    );
    refused(PLAN, &[("payees.csv", "\n\n")], &["payees.csv:: data-no-heading []"]);
    refused(PLAN, &[("payees.csv", "Id\nAna,Bob\nBob,,\n")], &["payees.csv:2: data-row-too-long [Bob]"]);
    refused(PLAN, &[("payees.csv", "Id\n\"Ana\n")], &["payees.csv:2: data-quote-open []"]);
    let mut plan = common::plan(PLAN);
    plan.tables[1].columns[4].kind = ColumnKind::Calculated(tiercel_plan::ExprId(0));
    let files: [(&str, &[u8]); 2] = [
        ("payees.csv", b"Id,Manager\nAna,\n"),
        ("Deals.csv", b" Deal ,Owner,Region,Closed,Amount,Notes,Stage\nD1,Ana,North,2026-01-01,5,,x\n"),
    ];
    let notes: Vec<String> = with(&plan, &files).unwrap().notes.iter().map(|note| format!("{} {:?}", note.code, note.args)).collect();
    assert_eq!(
        notes,
        [
            r#"note-columns-unknown [("file", "Deals.csv"), ("columns", "Region, Notes")]"#,
            r#"note-columns-calculated [("file", "Deals.csv"), ("columns", "Stage")]"#
        ]
    );
}

#[cfg(feature = "encodings")]
#[test]
fn every_encoding_and_separator_gives_the_same() {
    let plan = common::plan("payees: Id text key, Name text\nT: V number");
    let text = "Id,Name\n001,王芳\n002,\"Müller, \"\"Max\"\"\nBerlin\"\n\n,\n003,Ana\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: &[u8]| [mark.to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat();
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let files: Vec<Vec<u8>> = vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        utf16(u16::to_le_bytes, b"\xff\xfe"),
        utf16(u16::to_be_bytes, b"\xfe\xff"),
        gb.into_owned(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace(',', ";").replace("Müller;", "Müller,").into_bytes(),
        text.replace(',', "\t").replace("Müller\t", "Müller,").into_bytes(),
        format!("sep=;\n{}", text.replace(',', ";").replace("Müller;", "Müller,")).into_bytes(),
        text.trim_end().as_bytes().to_vec(),
    ];
    for bytes in &files {
        let tables =
            with(&plan, &[("payees.csv", bytes)]).unwrap_or_else(|problems| panic!("{problems:?} {:?}", String::from_utf8_lossy(bytes)));
        let data = &tables.tables[0];
        let Some(Values::Text(names)) = data.columns[1].as_ref().map(|column| &column.values) else { panic!("no names") };
        let names: Vec<String> = names.iter().map(|id| tables.texts.get(*id).replace('\r', "")).collect();
        assert_eq!(names, ["王芳", "Müller, \"Max\"\nBerlin", "Ana"]);
        // A cell of two lines is one row, as in a spreadsheet; empty rows count.
        let numbers: Vec<u32> = (0..3).map(|row| data.source.number(row)).collect();
        assert_eq!(numbers, [2, 3, 6]);
    }
    let carriage_returns = text.replace("\nBerlin", "").replace('\n', "\r");
    assert_eq!(with(&plan, &[("payees.csv", carriage_returns.as_bytes())]).unwrap().tables[0].rows, 3);
    for (bytes, code) in [
        (&b"PK\x03\x04\x14\x00\x06\x00"[..], "data-workbook"),
        (b"I\0d\0\n\0A\0", "data-encoding"),
        (b"Id,Name\n\x81\x20\xff\n", "data-encoding"),
    ] {
        assert_eq!(with(&plan, &[("payees.csv", bytes)]).unwrap_err().shown()[0].code, code);
    }
}

#[test]
fn people_come_and_go() {
    let plan = "payees: Id text key, Manager payee?, From date?, To date?\nT: V number";
    refused(
        plan,
        &[("payees.csv", "Id,From,To\nAna,2026-01-01,2026-03-31\nAna,2026-03-31,\nBob,2026-05-01,2026-04-01\n")],
        &["payees.csv:3:Id data-payee-overlap [Ana] other=2", "payees.csv:4:Id data-span-order [2026-05-01 .. 2026-04-01] other=4"],
    );
    let files: [(&str, &[u8]); 1] = [("payees.csv", b"Id,Manager,From,To\nB,A,,2026-03-31\nA,,,\nB,C,2026-04-01,\nC,,,\n")];
    let tables = with(&common::plan(plan), &files).unwrap();
    let keys: Vec<&str> = tables.payees.keys.iter().map(|key| tables.texts.get(*key)).collect();
    assert_eq!((keys, &tables.payees.rows), (vec!["A", "B", "C"], &vec![vec![1], vec![0, 2], vec![3]]));
    // A circle at no time is none, though all rows together have one.
    let files: [(&str, &[u8]); 1] =
        [("payees.csv", b"Id,Manager,From,To\nA,B,,2026-03-31\nA,,2026-04-01,\nB,,,2026-03-31\nB,A,2026-04-01,\n")];
    assert!(with(&common::plan(plan), &files).is_ok());
    refused(
        plan,
        &[("payees.csv", "Id,Manager,From,To\nA,B,,\nB,,,2026-03-31\nB,C,2026-04-01,\nC,A,,\n")],
        &["payees.csv:2:Manager data-manager-circle [A → B → C → A]"],
    );
    refused(plan, &[("payees.csv", "Id,Manager\nA,A\n")], &["payees.csv:2:Manager data-manager-circle [A → A]"]);
}

#[test]
fn keys_of_every_kind_name_rows() {
    let plan = common::plan(
        "payees: Id number key
Sizes: Size number key, Fee USD
Rates: Month month key, Size -> Sizes key, Rate percent
Uses: Use text, Who payee, Size -> Sizes, Rate -> Rates",
    );
    let files: [(&str, &[u8]); 4] = [
        ("payees.csv", b"Id\n7\n10\n"),
        ("Sizes.csv", b"Size,Fee\n1.50,5\n2,6\n"),
        ("Rates.csv", b"Month,Size,Rate\n2026-01,1.5,1%\n2026-01,2.0,2%\n"),
        ("Uses.csv", b"Use,Who,Size,Rate\na|b,007,2.00,2026-01|2\n\n\"tab\there\",10.0,1.5,2026-01|1.5\n"),
    ];
    let tables = with(&plan, &files).unwrap_or_else(|problems| panic!("{:?}", said(&problems)));
    let column = |index: usize| match &tables.tables[3].columns[index].as_ref().unwrap().values {
        Values::Payee(rows) | Values::Row(rows) => rows.clone(),
        Values::Number(_) | Values::Text(_) | Values::Bool(_) | Values::Date(_) | Values::Period(_) => panic!("no rows"),
    };
    // Payees are sorted by their text.
    assert_eq!((column(1), column(2), column(3)), (vec![1, 0], vec![1, 0], vec![1, 0]));
    let keys = |table: u32| (0..2).map(|row| tables.row_key(&plan, TableId(table), row)).collect::<Vec<_>>();
    assert_eq!(keys(1), ["1.5", "2"]);
    assert_eq!(keys(2), ["2026-01|1.5", "2026-01|2"]);
    assert_eq!(keys(3), ["#2", "#4"]);
    refused(
        "payees: Id text key\nSizes: Size number key\nUses: Size -> Sizes",
        &[("Sizes.csv", "Size\n1\n1.0\n"), ("Uses.csv", "Size\nbig\n3\n")],
        &[
            "Sizes.csv:3:Size data-key-twice [1] other=2",
            "Uses.csv:2:Size data-number [big]",
            "Uses.csv:3:Size data-reference-unknown [3] table=Sizes",
        ],
    );
    let plan = common::plan("payees: Id text key\nT: A text key, B text key");
    let files: [(&str, &[u8]); 1] = [("T.csv", b"A,B\na|b,\"c\\d\"\n\"x\ty\",\"l\nm\"\n")];
    let tables = with(&plan, &files).unwrap();
    assert_eq!(tables.row_key(&plan, TableId(1), 0), "a\\|b|c\\\\d");
    assert_eq!(tables.row_key(&plan, TableId(1), 1), "x\\ty|l\\nm");
}

#[test]
fn calendars_are_ordered_and_checked() {
    let text = "payees: Id text key\ncalendar: Period text, Start date, End date, Year year\nT: P period";
    let files: [(&str, &[u8]); 2] = [
        ("calendar.csv", b"Period,Start,End,Year\nP2,2026-02-01,2026-02-28,2026\nP1,2026-01-01,2026-01-31,2026\n"),
        ("T.csv", b"P\nP2\nP1\n"),
    ];
    let tables = with(&common::plan(text), &files).unwrap();
    assert_eq!(
        tables.calendar.iter().map(|row| (row.name.as_str(), row.labels[2].as_str())).collect::<Vec<_>>(),
        [("P1", "2026"), ("P2", "2026")]
    );
    let Values::Period(ordinals) = &tables.tables[2].columns[0].as_ref().unwrap().values else { panic!("no periods") };
    assert_eq!(ordinals, &[1, 0]);
    refused(
        text,
        &[
            (
                "calendar.csv",
                "Period,Start,End,Year\nP1,2026-01-01,2026-01-31,2026\nP1,2026-01-31,2026-02-28,2026\nP3,2026-04-01,2026-03-01,2026\n",
            ),
            ("T.csv", "P\nP9\n"),
        ],
        &[
            "calendar.csv:3:Period data-key-twice [P1] other=2",
            "calendar.csv:3:Start data-period-overlap [2026-01-31] other=2",
            "calendar.csv:4:End data-span-order [2026-04-01 .. 2026-03-01]",
            "T.csv:2:P data-period [P9] expected=P1",
        ],
    );
}

#[test]
fn rows_of_the_plan_come_before_those_of_files() {
    let mut plan = common::plan("payees: Id text key\nMultipliers: Product text key, Multiplier number\nNotes: Text text");
    plan.tables[1].rows =
        vec![vec![Some("CORE".to_owned()), Some("1.0".to_owned())], vec![Some("PLUS".to_owned()), Some("1,5".to_owned())]];
    let problems = with(&plan, &[("Multipliers.csv", b"Product,Multiplier\nX,1\nCORE,2\n")]).unwrap_err();
    assert_eq!(
        said(&problems),
        ["Multipliers.csv:3:Product data-key-twice [CORE] other=1 (Multipliers)", "Multipliers:2:Multiplier data-number-format [1,5] "]
    );
    // Several files of a table: messages name the file and its row, keys of rows without key go on counting.
    let files: [(&str, &[u8]); 2] = [("Notes-1.csv", b"Text\na\nb\n"), ("Notes-2.csv", b"Text\nc\n\nd\n")];
    plan.tables[1].rows.clear();
    let tables = with(&plan, &files).unwrap();
    let source = &tables.tables[2].source;
    assert_eq!(
        (0..4).map(|row| source.place(row)).collect::<Vec<_>>(),
        [("Notes-1.csv", 2), ("Notes-1.csv", 3), ("Notes-2.csv", 2), ("Notes-2.csv", 4)]
    );
    assert_eq!((0..4).map(|row| tables.row_key(&plan, TableId(2), row)).collect::<Vec<_>>(), ["#2", "#3", "#4", "#6"]);
}

#[test]
fn long_lists_of_problems_are_counted() {
    let rows: String = (0..500).map(|row| format!("{row}x\n")).collect();
    let plan = common::plan("payees: Id text key\nT: V number");
    let problems = with(&plan, &[("T.csv", format!("V\n{rows}").as_bytes())]).unwrap_err();
    assert_eq!((problems.shown().len(), problems.counts()), (Problems::LIMIT, &[("data-number", 500)][..]));
    assert_eq!(problems.hidden().collect::<Vec<_>>(), [("data-number", 450)]);
}

#[test]
fn texts_that_differ_in_case_only_are_noted() {
    let plan = common::plan("payees: Id text key\nT: V text, W text");
    let tables = with(&plan, &[("T.csv", b"V,W\ncloud,x\nCloud,y\ncloud,X\n")]).unwrap();
    let said: Vec<&str> = tables.notes.iter().map(|note| note.args[2].1.as_str()).collect();
    assert_eq!(said, ["Cloud", "X"]);
}

#[test]
fn currencies_and_rates_of_exchange() {
    refused(
        "payees: Id text key\nT: Currency text, Amount money\nfx: From text, To text, Date date, Rate number",
        &[("T.csv", "Currency,Amount\nUSD,5\nXYZ,5\n"), ("fx.csv", "From,To,Date,Rate\nUSD,EUR,2026-01-01,0.9\nUSD,EUR,2026-01-01,0.91\n")],
        &["T.csv:3:Currency data-currency-unknown [XYZ]", "fx.csv:3:From, To, Date data-key-twice [USD, EUR, 2026-01-01] other=2"],
    );
}

#[test]
fn examples_need_little() {
    let plan = common::plan(PLAN);
    let given = |table: u32, columns: &[u16], rows: &[&[&str]]| GivenTable {
        table: TableId(table),
        columns: columns.to_vec(),
        rows: rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
        spans: Vec::new(),
    };
    let example = |tables| Example {
        name: "e".to_owned(),
        unit: UnitNo(0),
        payee: Some("Zoe".to_owned()),
        period: None,
        tables,
        params: Vec::new(),
        history: vec![("Cem".to_owned(), "2026-01".to_owned(), LineId(0), "25%".to_owned())],
        expectations: Vec::new(),
        span: Span::default(),
    };
    let (tables, history, _) = load_example(&plan, &example(vec![given(1, &[1, 3], &[&["Ana", "12"], &["Bob", ""]])])).unwrap();
    let keys: Vec<&str> = tables.payees.keys.iter().map(|key| tables.texts.get(*key)).collect();
    assert_eq!(keys, ["Ana", "Bob", "Cem", "Zoe"]);
    assert!(tables.tables[1].columns[3].as_ref().unwrap().is_blank(1));
    assert_eq!((history.entries[0].payee, history.entries[0].value.to_string().as_str()), (2, "0.25"));
    let problems = load_example(&plan, &example(vec![given(1, &[3], &[&["12x"]])])).unwrap_err();
    assert_eq!((problems.shown()[0].code, problems.shown()[0].row), ("data-number", Some(2)));
}

#[test]
fn histories() {
    let plan = common::plan(PLAN);
    let tables = with(&plan, &[("payees.csv", b"Id\nAna\nBob\n")]).unwrap();
    let text = "Payee,Period,Line,Value,Plan\nAna,2026-01,Commission,100.50,\nBob,2026-03,Bonus,7~,Test\nAna,2026-02,Commission,,\n";
    let history = load_history(&plan, &tables, "h.csv", &Content::Csv(text.as_bytes())).unwrap();
    let entries: Vec<(u32, i32, u32, String)> =
        history.entries.iter().map(|entry| (entry.payee, entry.period.ordinal, entry.line.0, entry.value.to_string())).collect();
    assert_eq!(entries, [(0, 2026 * 12, 0, "100.5".to_owned()), (1, 2026 * 4, 1, "7".to_owned())]);
    assert_eq!(history.closed_to.map(|period| period.ordinal), Some(2026 * 12 + 2));
    let text = "Payee,Period,Line,Value\nAnna,2026-01,Commission,1\nAna,2026,Commission,1\nAna,2026-01,Comission,1\nAna,2026-01,Bonus,x\nAna,2026-01,Bonus,1\nAna,2026-02,Bonus,1\n";
    let problems = load_history(&plan, &tables, "h.csv", &Content::Csv(text.as_bytes())).unwrap_err();
    assert_eq!(
        said(&problems),
        [
            "h.csv:2:Payee data-payee-unknown-near [Anna] nearest=Ana",
            "h.csv:3:Period data-history-period [2026] ",
            "h.csv:4:Line data-history-line-near [Comission] nearest=Commission",
            "h.csv:5:Value data-number [x] ",
            "h.csv:7:Line data-history-twice [Bonus] "
        ]
    );
    let problems = load_history(&plan, &tables, "h.csv", &Content::Csv(b"Payee,Period,Line\n")).unwrap_err();
    assert_eq!(said(&problems), ["h.csv:1:Value data-column-missing [Payee, Period, Line] table=history"]);
}

#[test]
fn params() {
    let plan = common::plan(PLAN);
    let set = |pairs: &[(&str, &str)]| {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        parse_params(&plan, &pairs)
    };
    let params = set(&[("Cap", "60000"), ("Rate", "12.5%")]).unwrap();
    let texts: Vec<(ParamId, String)> = params
        .values
        .iter()
        .map(|(id, value)| (*id, if let Value::Number(number) = value { number.to_string() } else { panic!("{value:?}") }))
        .collect();
    assert_eq!(texts, [(ParamId(0), "60000".to_owned()), (ParamId(1), "0.125".to_owned())]);
    let cases = [
        ("Capp", "1", "data-param-unknown-near"),
        ("Other", "1", "data-param-unknown"),
        ("Cap", "100001", "data-bounds"),
        ("Cap", "1500", "data-param-step"),
        ("Cap", "x", "data-number"),
        ("Cap", "", "data-blank"),
        ("Rate", "25", "data-percent"),
        ("Rate", "125%", "data-bounds"),
    ];
    for (name, text, code) in cases {
        assert_eq!(set(&[(name, text)]).unwrap_err().shown()[0].code, code, "{name}={text}");
    }
}
