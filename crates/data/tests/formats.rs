//! Workbooks and Parquet files.

#[cfg(any(feature = "xlsx", feature = "parquet"))]
mod common;

#[cfg(feature = "xlsx")]
mod xlsx {
    use super::common;
    use tiercel_data::{Content, Input, LoadOptions, load, xlsx_sheets};
    use tiercel_plan::TableId;

    #[test]
    fn sheets_are_tables() {
        let sheets = xlsx_sheets(include_bytes!("files/people.xlsx")).unwrap();
        let [sheet] = sheets.as_slice() else { panic!("{sheets:?}") };
        assert_eq!((sheet.name.as_str(), sheet.heading.as_slice()), ("payees", &["Id", "Start", "Rate", "Active"].map(str::to_owned)[..]));
        assert_eq!(sheet.rows, [["Ana", "2026-03-31", "0.3", "true"], ["", "", "", ""], ["王芳", "2026-04-01", "12.5", "false"]]);
        let plan = common::plan("payees: Id text key, Start date, Rate number, Active bool");
        let content = Content::Rows { heading: sheet.heading.clone(), rows: sheet.rows.clone() };
        let tables = load(&plan, &[Input { table: TableId(0), name: "people.xlsx", content }], &LoadOptions::default()).unwrap();
        assert_eq!((tables.tables[0].rows, tables.tables[0].source.number(1)), (2, 4));
        assert!(xlsx_sheets(b"PK\x03\x04 no workbook").is_err());
        assert!(xlsx_sheets(b"").is_err());
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    #![expect(clippy::unwrap_used, clippy::panic, clippy::wildcard_enum_match_arm, reason = "what can't be written is a wrong test")]

    use super::common;
    use ::parquet::basic::{Compression, ZstdLevel};
    use ::parquet::column::writer::ColumnWriter;
    use ::parquet::data_type::{ByteArray, FixedLenByteArray};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    use tiercel_data::{Content, Input, LoadOptions, Problems, Tables, Values, load};
    use tiercel_plan::TableId;

    const SCHEMA: &str = "message deals {
        required binary Deal (UTF8);
        optional int64 Amount (DECIMAL(18, 2));
        optional fixed_len_byte_array(9) Share (DECIMAL(20, 4));
        required int32 Closed (DATE);
        required int64 Seen (TIMESTAMP(MICROS, false));
        required boolean Won;
        optional double Score;
        optional int32 Points;
    }";

    /// Three row groups of 3,000 rows, every fourth amount missing.
    fn file(compression: Compression) -> Vec<u8> {
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(SCHEMA).unwrap()), properties).unwrap();
        for group in 0..3i64 {
            let rows: Vec<i64> = (group * 3000..(group + 1) * 3000).collect();
            let there: Vec<i16> = rows.iter().map(|row| i16::from(row % 4 != 0)).collect();
            let kept: Vec<i64> = rows.iter().copied().filter(|row| row % 4 != 0).collect();
            let mut group = writer.next_row_group().unwrap();
            while let Some(mut column) = group.next_column().unwrap() {
                match column.untyped() {
                    ColumnWriter::ByteArrayColumnWriter(writer) => {
                        let keys: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(format!("D{row}").into_bytes())).collect();
                        writer.write_batch(&keys, None, None).unwrap();
                    }
                    ColumnWriter::Int64ColumnWriter(writer) if writer.get_descriptor().name() == "Amount" => {
                        let amounts: Vec<i64> = kept.iter().map(|row| -row * 10 - 1).collect();
                        writer.write_batch(&amounts, Some(&there), None).unwrap();
                    }
                    ColumnWriter::Int64ColumnWriter(writer) => {
                        writer.write_batch(&vec![1_774_915_200_000_000i64; rows.len()], None, None).unwrap();
                    }
                    ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
                        let bytes = |row: &i64| {
                            [
                                if *row % 2 == 0 { vec![0] } else { vec![0xff] },
                                (if *row % 2 == 0 { *row } else { -*row }).to_be_bytes().to_vec(),
                            ]
                            .concat()
                        };
                        let shares: Vec<FixedLenByteArray> = kept.iter().map(|row| FixedLenByteArray::from(bytes(row))).collect();
                        writer.write_batch(&shares, Some(&there), None).unwrap();
                    }
                    ColumnWriter::Int32ColumnWriter(writer) if writer.get_descriptor().name() == "Closed" => {
                        writer.write_batch(&vec![20_543; rows.len()], None, None).unwrap();
                    }
                    ColumnWriter::Int32ColumnWriter(writer) => {
                        writer.write_batch(&[], Some(&vec![0; rows.len()]), None).unwrap();
                    }
                    ColumnWriter::BoolColumnWriter(writer) => {
                        writer.write_batch(&vec![true; rows.len()], None, None).unwrap();
                    }
                    ColumnWriter::DoubleColumnWriter(writer) => {
                        writer.write_batch(&[], Some(&vec![0; rows.len()]), None).unwrap();
                    }
                    _ => panic!("no such column"),
                }
                column.close().unwrap();
            }
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn loaded(columns: &str, bytes: &[u8]) -> Result<Tables, Problems> {
        let plan = common::plan(&format!("payees: Id text key\nDeals: {columns}"));
        let input = Input { table: TableId(1), name: "Deals.parquet", content: Content::Parquet(bytes) };
        load(&plan, &[input], &LoadOptions::default())
    }

    #[test]
    fn values_come_as_they_are() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
            let columns = "Deal text key, Amount USD?, Share number?, Closed date, Seen date, Won bool, Points number?";
            let tables = loaded(columns, &file(compression)).unwrap_or_else(|problems| panic!("{problems:?}"));
            let data = &tables.tables[1];
            assert_eq!((data.rows, data.source.number(0)), (9000, 1));
            let column = |index: usize| data.columns[index].as_ref().unwrap();
            let (Values::Text(keys), Values::Number(amounts), Values::Number(shares)) =
                (&column(0).values, &column(1).values, &column(2).values)
            else {
                panic!("other kinds")
            };
            for (row, key) in keys.iter().enumerate() {
                assert_eq!(tables.texts.get(*key), format!("D{row}"));
                assert_eq!(column(1).is_blank(row), row % 4 == 0);
                if row % 4 != 0 {
                    assert_eq!(amounts.get(row).mantissa() * 10i128.pow(2 - amounts.get(row).scale()), -(row as i128) * 10 - 1);
                    let share = shares.get(row);
                    let expected = if row % 2 == 0 { row as i128 } else { -(row as i128) };
                    assert_eq!(share.mantissa() * 10i128.pow(4 - share.scale()), expected);
                }
                assert!(column(6).is_blank(row));
            }
            let (Values::Date(closed), Values::Date(seen)) = (&column(3).values, &column(4).values) else { panic!("no dates") };
            assert_eq!((closed[0], seen[0]), (20_543, 20_543));
        }
    }

    #[test]
    fn what_is_not_exact_is_refused_if_it_is_wanted() {
        let problems = loaded("Deal text key, Score number?", &file(Compression::SNAPPY)).unwrap_err();
        assert_eq!(problems.shown()[0].code, "data-parquet");
        for bytes in [&b""[..], b"PAR1", b"PAR1 is not all of it PAR1"] {
            assert_eq!(loaded("Deal text key", bytes).unwrap_err().shown()[0].code, "data-parquet");
        }
    }
}
