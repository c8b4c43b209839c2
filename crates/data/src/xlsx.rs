//! Sheets of workbooks as rows of texts.

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};
use std::io::Cursor;

/// A sheet of a workbook: its name is the table's, its first row the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// The names of the columns.
    pub heading: Vec<String>,
    /// The rows below, also empty ones, so that their numbers are those of the sheet.
    pub rows: Vec<Vec<String>>,
}

/// The sheets of a workbook (`.xlsx`, `.xlsb`, `.xls`, `.ods`) that have anything in them.
///
/// # Errors
/// Why the workbook can't be read, in words of the library that reads it, as the argument `reason` of `data-xlsx`.
pub fn xlsx_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let mut workbook: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|error| error.to_string())?;
        let mut rows = range.rows().map(|row| row.iter().map(text).collect::<Vec<String>>());
        let Some(heading) = rows.next() else { continue };
        let rows = rows.collect();
        if range.start().is_some_and(|(row, _)| row > 0) {
            return Err(format!("the first row of the sheet {name} is empty; it must hold the names of the columns"));
        }
        sheets.push(Sheet { name, heading, rows });
    }
    Ok(sheets)
}

/// A cell as a person would type it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => fifteen_digits(&value.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second, milli) == (0, 0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A workbook keeps binary numbers, and Excel shows 15 digits of them: 0.1 + 0.2 is kept with 17 digits and shown as 0.3.
fn fifteen_digits(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{decimals}");
    let significant = all.trim_start_matches('0').len();
    let Some(drop) = significant.checked_sub(15).filter(|drop| (1..=decimals.len()).contains(drop)) else { return text.to_owned() };
    let (Ok(mantissa), Ok(power)) = (all.parse::<u128>(), u32::try_from(drop)) else { return text.to_owned() };
    let unit = 10u128.saturating_pow(power);
    let rounded = (mantissa + unit / 2) / unit;
    let kept = decimals.len() - drop;
    let padded = format!("{rounded:0>width$}", width = kept + 1);
    let (whole, decimals) = padded.split_at_checked(padded.len() - kept).unwrap_or((&padded, ""));
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_excel_shows() {
        let cases = [
            ("0.30000000000000004", "0.3"),
            ("-1063.5749999999998", "-1063.575"),
            ("1250.5", "1250.5"),
            ("0.000012345678901234567", "0.0000123456789012346"),
            ("999999999999999.9", "1000000000000000"),
            ("0.99999999999999999", "1"),
            ("123456789012345680", "123456789012345680"),
        ];
        for (text, expected) in cases {
            assert_eq!(fifteen_digits(text), expected);
        }
    }
}
