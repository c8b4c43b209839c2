//! `example` blocks.

use super::{Cx, Parsed, Rule};
use crate::ast::{Example, Expect, Expected, Name, Row};
use pest::iterators::Pair;

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum has every rule of the grammar; each place knows its few")]
impl Cx {
    pub(crate) fn example(&mut self, pair: Pair<'_, Rule>) -> Parsed<Example> {
        let mut example = Example {
            title: Name { text: String::new(), span: self.span(&pair) },
            payee: None,
            period: None,
            tables: Vec::new(),
            history: Vec::new(),
            params: Vec::new(),
            expects: Vec::new(),
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::text => example.title = self.text(&inner),
                Rule::example_payee => example.payee = self.quoted(inner),
                Rule::example_period => example.period = self.quoted(inner),
                Rule::example_param => {
                    let (mut name, mut value) = (None, None);
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::ident => name = Some(self.name(&part)),
                            Rule::literal => value = Some(self.literal(part)?),
                            _ => {}
                        }
                    }
                    example.params.extend(name.zip(value));
                }
                Rule::example_history => example.history = self.rows(inner)?.1,
                Rule::example_table => {
                    let (name, rows) = self.rows(inner)?;
                    example.tables.extend(name.map(|name| (name, rows)));
                }
                Rule::expect => {
                    let expect = self.expect(inner)?;
                    example.expects.push(expect);
                }
                _ => {}
            }
        }
        Ok(example)
    }

    /// The text, date or number after a word.
    fn quoted(&mut self, pair: Pair<'_, Rule>) -> Option<Name> {
        let inner = pair.into_inner().find(|part| matches!(part.as_rule(), Rule::text | Rule::datelike | Rule::number))?;
        Some(if inner.as_rule() == Rule::text { self.text(&inner) } else { self.name(&inner) })
    }

    fn rows(&mut self, pair: Pair<'_, Rule>) -> Parsed<(Option<Name>, Vec<Row>)> {
        let (mut name, mut rows) = (None, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_payees | Rule::kw_calendar | Rule::ident => name = Some(self.name(&inner)),
                Rule::row => {
                    let row = self.row(&inner)?;
                    rows.push(row);
                }
                _ => {}
            }
        }
        Ok((name, rows))
    }

    fn expect(&mut self, pair: Pair<'_, Rule>) -> Parsed<Expect> {
        let span = self.span(&pair);
        let (mut name, mut row, mut payee, mut period, mut expected) = (None, None, None, None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expect_line => {
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::expect_for => payee = self.quoted(part),
                            Rule::expect_over => period = self.quoted(part),
                            _ => name = Some(self.name(&part)),
                        }
                    }
                }
                Rule::expect_row => {
                    let (mut key, mut column) = (Vec::new(), None);
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::expect_key => {
                                for literal in part.into_inner() {
                                    key.push(self.literal(literal)?);
                                }
                            }
                            Rule::column => column = Some(self.column(part)?),
                            _ => name = Some(self.name(&part)),
                        }
                    }
                    row = column.map(|column| (key, column));
                }
                Rule::literal => expected = Some(Expected::Value(self.literal(inner)?)),
                Rule::error_name => expected = Some(Expected::Error(self.name(&inner))),
                _ => {}
            }
        }
        let name = name.ok_or_else(|| self.odd())?;
        let expected = expected.ok_or_else(|| self.odd())?;
        Ok(Expect { name, column: row, payee, period, expected, span })
    }
}
