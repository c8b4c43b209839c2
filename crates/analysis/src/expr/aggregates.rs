//! Aggregates: over rows, over cells, over people, over the rows of a group.

use super::narrowing::Of;
use super::people::goes_down;
use super::{Lower, Stand, scan};
use crate::cx::Val;
use crate::diagnostics as say;
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{
    Aggregate, AggregateFunction, AggregateId, AggregateOver, Correlation, ExprId, ExprKind, MoneyUnit, OwnerSource, People, Proration,
    Span, TableId, TableTime, TimeSource, Type, Uses, Window,
};
use tiercel_syntax::ast::{Call, Clauses, Expr, ExprKind as Ast, Time};
use tiercel_value::Grain;

/// The deepest aggregate in an aggregate.
const MAX_NESTED: u32 = 3;

/// Which rows of a table: the clauses of an aggregate over rows.
pub(super) struct Selected {
    owner: OwnerSource,
    time: TimeSource,
    pub(super) people: Option<People>,
    person_where: Option<Val>,
    pub(super) window: Option<Window>,
    pub(super) condition: Option<Val>,
    pub(super) correlation: Correlation,
}

impl Lower<'_, '_> {
    /// An aggregate with all its clauses.
    pub(super) fn aggregate(&mut self, function: AggregateFunction, call: &Call, span: Span) -> Option<Val> {
        let name = call.name.text.to_uppercase();
        self.only_clauses(call, &["of", "on", "where", "for", "over", "else"]);
        if self.nested >= MAX_NESTED {
            return self.refuse(say::aggregates_nested(span));
        }
        let takes_two = matches!(function, AggregateFunction::Large | AggregateFunction::Small | AggregateFunction::Percentile);
        let (body, argument) = match (call.args.as_slice(), takes_two) {
            ([body], false) => (body, None),
            ([body, argument], true) => (body, Some(argument)),
            _ if takes_two => return self.refuse(say::argument_count(span, &name, &format!("{name}(values, n)"))),
            _ => return self.refuse(say::argument_count(span, &name, &format!("{name}(values)"))),
        };
        let argument = match argument {
            Some(argument) => {
                let val = self.expr(argument)?;
                Some(self.plain(val)?)
            }
            None => None,
        };
        let default = match &call.clauses.otherwise {
            Some(otherwise) => Some(self.expr(otherwise)?),
            None => None,
        };
        if let Ast::Payees = body.kind {
            return self.people_count(function, call, span);
        }
        let scanned: Vec<&Expr> = std::iter::once(body).chain(&call.clauses.condition).collect();
        let ranged = self.tables_in(&scanned);
        match ranged.tables.as_slice() {
            [] => self.over_cells(function, body, call, argument, default, span),
            [(table, at)] => {
                if let Stand::Sources(sources) = &self.stand
                    && sources.tables.contains(table)
                {
                    if sources.group.is_none() || self.in_group {
                        let text = self.cx.text(*at);
                        return self.refuse(say::aggregate_of_a_source(span, &text));
                    }
                    return self.over_group(function, body, call, argument, default, span);
                }
                self.over_table(*table, function, body, call, argument, default, span)
            }
            [(first, _), (second, at), ..] => {
                let in_group = matches!(&self.stand, Stand::Sources(sources) if sources.group.is_some() && sources.tables.contains(first));
                if in_group && !self.in_group {
                    return self.over_group(function, body, call, argument, default, span);
                }
                let (first, second) = (self.cx.plan.table(*first).name.clone(), self.cx.plan.table(*second).name.clone());
                self.refuse(say::two_tables(*at, &first, &second))
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    fn over_table(
        &mut self,
        table: TableId,
        function: AggregateFunction,
        body: &Expr,
        call: &Call,
        argument: Option<Val>,
        default: Option<Val>,
        span: Span,
    ) -> Option<Val> {
        if function == AggregateFunction::Sum && call.clauses.window.is_none() && call.clauses.on.is_none() && self.is_implied() {
            self.not_coarser(table, body, span)?;
        }
        if matches!(function, AggregateFunction::First | AggregateFunction::Last) {
            self.needs_key(table, span, &call.name.text.to_uppercase())?;
        }
        let counts_rows = function == AggregateFunction::Count && is_bare(body);
        let (selected, body) =
            self.over_rows(table, &call.clauses, span, |lower| if counts_rows { Some(None) } else { lower.expr(body).map(Some) })?;
        let aggregate = Aggregate {
            function,
            over: AggregateOver::Rows(table),
            body: body.map(|body| body.id),
            argument: argument.map(|argument| argument.id),
            owner: selected.owner,
            time: selected.time,
            condition: selected.condition.map(|condition| condition.id),
            correlation: selected.correlation,
            people: selected.people,
            person_where: selected.person_where.map(|condition| condition.id),
            window: selected.window,
            default: None,
            uses: Uses::NONE,
        };
        self.finish(aggregate, body, default, span)
    }

    /// The clauses of an aggregate over rows, and what is evaluated at each row.
    pub(super) fn over_rows<T>(
        &mut self,
        table: TableId,
        clauses: &Clauses,
        span: Span,
        body: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<(Selected, T)> {
        let saved = self.save();
        let frame = self.row_frame(table, clauses, span);
        self.forget(Of::Table);
        self.ranged = Some(table);
        self.nested += 1;
        self.person = false;
        self.of_ranged = true;
        let owner = clauses.of.as_ref().map(|of| self.owner(of));
        let time = clauses.on.as_ref().map(|on| self.other_time(on));
        self.of_ranged = false;
        let condition = clauses.condition.as_ref().map(|condition| self.expr(condition).and_then(|val| self.truth(val)));
        if let Some(condition) = &clauses.condition {
            self.assume(condition, true);
        }
        let person_where = self.person_condition(clauses.person_where.as_ref());
        let body = body(self);
        self.restore(saved);
        let (people, window) = frame?;
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let person_where = person_where?;
        let owner = match owner {
            Some(owner) => OwnerSource::Of(owner?),
            None if self.cx.table(table).ast.by.is_some() => OwnerSource::Role,
            None => OwnerSource::None,
        };
        let time = match time {
            Some(time) => TimeSource::On(time?),
            None if self.cx.table(table).ast.time.is_some() => TimeSource::Role,
            None => TimeSource::None,
        };
        let body = body?;
        let correlation = self.cut(condition)?;
        Some((Selected { owner, time, people, person_where, window, condition, correlation }, body))
    }

    /// People and window of an aggregate over rows: as said, or implied in a line, or missing.
    fn row_frame(&mut self, table: TableId, clauses: &Clauses, span: Span) -> Option<(Option<People>, Option<Window>)> {
        self.cx.roles(table);
        let ast = self.cx.table(table).ast;
        let owned = ast.by.is_some() || clauses.of.is_some();
        let timed = ast.time.is_some() || clauses.on.is_some();
        let name = self.cx.plan.table(table).name.clone();
        let implied = self.is_implied();
        let mut sound = true;
        let mut missing = Vec::new();
        let people = match &clauses.people {
            Some((_, at)) if !owned => {
                self.cx.say(say::for_without_by(*at, &name));
                sound = false;
                None
            }
            Some((people, at)) => {
                let people = self.people(people, *at);
                sound = sound && people.is_some();
                people
            }
            None if owned && implied => Some(People::Own),
            None if owned => {
                missing.push("for everyone");
                None
            }
            None => None,
        };
        let window = match &clauses.window {
            Some((_, at)) if !timed => {
                self.cx.say(say::over_without_time(*at, &name));
                sound = false;
                None
            }
            Some((window, at)) => {
                let window = self.window(window, *at, false);
                sound = sound && window.is_some();
                window
            }
            None if timed && implied => Some(Window::Period),
            None if timed => {
                missing.push("over TO DATE");
                None
            }
            None => None,
        };
        if !missing.is_empty() {
            self.cx.say(say::frame_missing(span, &name, &missing));
            sound = false;
        }
        sound.then_some((people, window))
    }

    /// Whether no `for` means this payee and no `over` this period: in a line, and inside an aggregate over cells.
    fn is_implied(&self) -> bool {
        matches!(self.stand, Stand::Cell(_)) || self.cells
    }

    /// A plain SUM over a table whose periods are coarser than the cell's would count the whole each time.
    fn not_coarser(&mut self, table: TableId, body: &Expr, span: Span) -> Option<()> {
        let Some(Time::In(_)) = self.cx.table(table).ast.time else { return Some(()) };
        match self.cx.time_grain(table) {
            Some(grain) if grain > self.grain => {
                let text = self.cx.text(body.span);
                self.refuse(say::coarser_sum(span, &text))
            }
            Some(_) | None => Some(()),
        }
    }

    /// What needs an order needs a key.
    pub(super) fn needs_key(&mut self, table: TableId, span: Span, what: &str) -> Option<()> {
        let info = self.cx.table(table);
        if !info.ast.clauses.is_empty() || !self.cx.key_columns(table).is_empty() {
            return Some(());
        }
        let (name, at) = (self.cx.plan.table(table).name.clone(), self.cx.plan.table(table).span);
        self.refuse(say::key_needed(span, what, &name, at))
    }

    /// `of [Col]`.
    fn owner(&mut self, of: &Expr) -> Option<ExprId> {
        let val = self.expr(of)?;
        self.row_only(val)?;
        let val = self.of_type(Val { blank: false, ..val }, Type::Payee)?;
        Some(val.id)
    }

    /// `on [Col]`.
    fn other_time(&mut self, on: &Expr) -> Option<TableTime> {
        let val = self.expr(on)?;
        self.row_only(val)?;
        match self.cx.ty(val) {
            Ty::Known(Type::Date) => Some(TableTime::On(val.id)),
            Ty::Known(Type::Period(grain)) => Some(TableTime::In(val.id, grain)),
            ty @ (Ty::Known(_) | Ty::Open(_) | Ty::Blank) => self.wrong_type(val, "date", ty),
        }
    }

    fn row_only(&mut self, val: Val) -> Option<()> {
        let expr = self.cx.expr(val);
        let (uses, span) = (expr.uses, expr.span);
        if uses.without(Uses::RANGED.with(Uses::DAY)) == Uses::NONE && self.cx.is_row_only(val.id) {
            return Some(());
        }
        self.refuse(say::row_only_wanted(span))
    }

    fn over_cells(
        &mut self,
        function: AggregateFunction,
        body: &Expr,
        call: &Call,
        argument: Option<Val>,
        default: Option<Val>,
        span: Span,
    ) -> Option<Val> {
        let clauses = &call.clauses;
        for (word, at) in super::functions::clauses_of(clauses) {
            if matches!(word, "of" | "on") {
                self.cx.say(say::clause_of_tables(at, word));
            }
        }
        if matches!(self.stand, Stand::Sources(_)) && !self.cells {
            return self.refuse(say::cells_in_a_block(span));
        }
        let frame = self.cell_frame(clauses, span);
        let grain = self.cell_grain(&std::iter::once(body).chain(&clauses.condition).chain(&clauses.person_where).collect::<Vec<_>>());
        let down = frame.as_ref().is_some_and(|(people, _)| goes_down(people));
        let saved = self.save();
        self.enter_cells(grain, down);
        let condition = clauses.condition.as_ref().map(|condition| self.expr(condition).and_then(|val| self.truth(val)));
        if let Some(condition) = &clauses.condition {
            self.assume(condition, true);
        }
        let person_where = self.person_condition(clauses.person_where.as_ref());
        if let Some(condition) = &clauses.person_where {
            self.assume(condition, true);
        }
        let val = self.expr(body);
        self.restore(saved);
        let (people, window) = frame?;
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let person_where = person_where?;
        let val = val?;
        let cell = Uses::PAYEE.with(Uses::PERIOD).with(Uses::MY);
        if !self.cx.expr(val).uses.any(cell) {
            let text = self.cx.text(body.span);
            return self.refuse(say::aggregate_of_nothing(span, &call.name.text.to_uppercase(), &text));
        }
        let correlation = Correlation { rest: condition.iter().map(|condition| condition.id).collect(), ..Correlation::default() };
        let aggregate = Aggregate {
            function,
            over: AggregateOver::Cells(grain),
            body: Some(val.id),
            argument: argument.map(|argument| argument.id),
            owner: OwnerSource::None,
            time: TimeSource::None,
            condition: condition.map(|condition| condition.id),
            correlation,
            people: Some(people),
            person_where: person_where.map(|condition| condition.id),
            window: Some(window),
            default: None,
            uses: Uses::NONE,
        };
        self.finish(aggregate, Some(val), default, span)
    }

    /// People and window of an aggregate over cells; in a column both must be said.
    fn cell_frame(&mut self, clauses: &Clauses, span: Span) -> Option<(People, Window)> {
        let implied = self.is_implied();
        let people = match &clauses.people {
            Some((people, at)) => self.people(people, *at),
            None => Some(People::Own),
        };
        let window = match &clauses.window {
            Some((window, at)) => self.window(window, *at, true),
            None => Some(Window::Period),
        };
        if !implied && (clauses.people.is_none() || clauses.window.is_none()) {
            return self.refuse(say::cell_frame_missing(span));
        }
        Some((people?, window?))
    }

    /// The finest grain of the lines named outside of inner aggregates, else that of the place.
    #[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
    fn cell_grain(&self, exprs: &[&Expr]) -> Grain {
        let mut finest: Option<Grain> = None;
        let mut open: Vec<&Expr> = exprs.to_vec();
        let mut parts = Vec::new();
        while let Some(at) = open.pop() {
            match &at.kind {
                Ast::Name { name: Some(name), .. } => {
                    let grain = match self.cx.find(self.scope, &name.text) {
                        Some((Declared::Line(line), _)) => Some(self.cx.plan.line(line).grain),
                        _ if matches!(name.text.as_str(), "PAYABLE" | "EARNED") => Some(self.cx.plan.time.grain),
                        _ => None,
                    };
                    if let Some(grain) = grain {
                        finest = Some(finest.map_or(grain, |known| known.min(grain)));
                    }
                    continue;
                }
                Ast::Call(call) if super::functions::is_aggregate(&call.name.text.to_uppercase(), call) => continue,
                _ => {}
            }
            scan::children(at, &mut parts);
            open.append(&mut parts);
        }
        finest.unwrap_or(self.grain)
    }

    /// `COUNT(payees for …)`.
    fn people_count(&mut self, function: AggregateFunction, call: &Call, span: Span) -> Option<Val> {
        if function != AggregateFunction::Count {
            return self.refuse(say::payees_alone(span));
        }
        self.only_clauses(call, &["for"]);
        if matches!(self.stand, Stand::Sources(_)) && !self.cells {
            return self.refuse(say::cells_in_a_block(span));
        }
        let Some((people, at)) = &call.clauses.people else { return self.refuse(say::count_payees_for(span)) };
        let people = self.people(people, *at);
        self.needs_time(span)?;
        let person_where = self.person_condition(call.clauses.person_where.as_ref());
        let aggregate = Aggregate {
            function,
            over: AggregateOver::People,
            body: None,
            argument: None,
            owner: OwnerSource::None,
            time: TimeSource::None,
            condition: None,
            correlation: Correlation::default(),
            people: Some(people?),
            person_where: person_where?.map(|condition| condition.id),
            window: Some(Window::Period),
            default: None,
            uses: Uses::NONE,
        };
        self.finish(aggregate, None, None, span)
    }

    /// In the block of a `group by`: over the rows of the group.
    fn over_group(
        &mut self,
        function: AggregateFunction,
        body: &Expr,
        call: &Call,
        argument: Option<Val>,
        default: Option<Val>,
        span: Span,
    ) -> Option<Val> {
        for (word, at) in super::functions::clauses_of(&call.clauses) {
            if !matches!(word, "where" | "else") {
                self.cx.say(say::clause_in_a_group(at, word));
            }
        }
        let saved = self.save();
        self.in_group = true;
        self.nested += 1;
        let condition = call.clauses.condition.as_ref().map(|condition| self.expr(condition).and_then(|val| self.truth(val)));
        if let Some(condition) = &call.clauses.condition {
            self.assume(condition, true);
        }
        let counts_rows = function == AggregateFunction::Count && is_bare(body);
        let val = if counts_rows { Some(None) } else { self.expr(body).map(Some) };
        self.restore(saved);
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let val = val?;
        let aggregate = Aggregate {
            function,
            over: AggregateOver::Group,
            body: val.map(|val| val.id),
            argument: argument.map(|argument| argument.id),
            owner: OwnerSource::None,
            time: TimeSource::None,
            condition: condition.map(|condition| condition.id),
            correlation: Correlation { rest: condition.iter().map(|condition| condition.id).collect(), ..Correlation::default() },
            people: None,
            person_where: None,
            window: None,
            default: None,
            uses: Uses::NONE,
        };
        self.finish(aggregate, val, default, span)
    }

    /// The type of an aggregate, and its place in the plan.
    fn finish(&mut self, mut aggregate: Aggregate, body: Option<Val>, default: Option<Val>, span: Span) -> Option<Val> {
        let mut constant = false;
        let ty = match (aggregate.function, body) {
            (AggregateFunction::Count | AggregateFunction::CountUnique, _) | (_, None) => Ty::Known(Type::Number),
            (AggregateFunction::Any | AggregateFunction::Every, Some(body)) => {
                self.truth(Val { blank: false, ..body })?;
                Ty::Known(Type::Bool)
            }
            (
                AggregateFunction::Sum | AggregateFunction::Average | AggregateFunction::Median | AggregateFunction::Percentile,
                Some(body),
            ) => {
                self.numeric(Val { blank: false, ..body })?;
                constant = body.constant;
                self.cx.ty(body)
            }
            (AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Large | AggregateFunction::Small, Some(body)) => {
                self.ordered(body)?;
                constant = body.constant;
                self.cx.ty(body)
            }
            (AggregateFunction::First | AggregateFunction::Last | AggregateFunction::One, Some(body)) => {
                constant = body.constant;
                self.cx.ty(body)
            }
        };
        if let Ty::Known(Type::Money(MoneyUnit::In(_))) = ty {
            let text = body.map(|body| self.cx.text(self.cx.expr(body).span)).unwrap_or_default();
            return self.refuse(say::several_currencies(span, &text));
        }
        let mut blank = false;
        let ty = match (default, body) {
            (Some(default), body) => {
                blank = default.blank;
                aggregate.default = Some(default.id);
                let lead = Val { ty, ..body.unwrap_or(default) };
                self.fit(default, ty, lead, span)?
            }
            (None, _) => ty,
        };
        aggregate.uses = crate::uses::of_aggregate(&self.cx.plan, &aggregate);
        let id = AggregateId(u32::try_from(self.cx.plan.aggregates.len()).unwrap_or(u32::MAX));
        self.cx.plan.aggregates.push(aggregate);
        let val = self.cx.push(ExprKind::Aggregate(id), ty, blank, span);
        Some(Val { constant, ..val })
    }

    /// `PRORATED(T[x] …)` and `EVEN(T[x] …)`.
    pub(super) fn prorated(&mut self, call: &Call, span: Span) -> Option<Val> {
        let name = call.name.text.to_uppercase();
        self.no_path(call, span);
        let even = name == "EVEN";
        self.only_clauses(
            call,
            if even { &["of", "where", "for", "over", "else"] } else { &["of", "where", "for", "over", "else", "per"] },
        );
        if self.nested >= MAX_NESTED {
            return self.refuse(say::aggregates_nested(span));
        }
        let [body] = call.args.as_slice() else {
            return self.refuse(say::argument_count(span, &name, &format!("{name}(Quotas[Quota])")));
        };
        let default = match &call.clauses.otherwise {
            Some(otherwise) => Some(self.expr(otherwise)?),
            None => None,
        };
        let scanned: Vec<&Expr> = std::iter::once(body).chain(&call.clauses.condition).collect();
        let table = match self.tables_in(&scanned).tables.as_slice() {
            [] => return self.refuse(say::prorated_of_no_table(span, &name)),
            [(table, _)] => *table,
            [(first, _), (second, at), ..] => {
                let (first, second) = (self.cx.plan.table(*first).name.clone(), self.cx.plan.table(*second).name.clone());
                return self.refuse(say::two_tables(*at, &first, &second));
            }
        };
        let span_table = matches!(self.cx.table(table).ast.time, Some(Time::Span(..)));
        let period_table = matches!(self.cx.table(table).ast.time, Some(Time::In(_)));
        let table_name = self.cx.plan.table(table).name.clone();
        if !period_table && (even || !span_table) {
            return self.refuse(say::prorated_without_span(span, &name, &table_name));
        }
        let proration = match (&call.clauses.per, even) {
            (_, true) => Proration::Even,
            (None, false) => Proration::Period,
            (Some(per), false) => match per.text.as_str() {
                "MONTH" => Proration::Per(Grain::Month),
                "QUARTER" => Proration::Per(Grain::Quarter),
                "HALF" => Proration::Per(Grain::Half),
                "YEAR" => Proration::Per(Grain::Year),
                _ if !span_table => return self.refuse(say::per_span_of_periods(per.span, &table_name)),
                _ => Proration::PerSpan,
            },
        };
        let (selected, body) = self.over_rows(table, &call.clauses, span, |lower| lower.expr(body))?;
        self.numeric(Val { blank: false, ..body })?;
        let ty = self.cx.ty(body);
        if let Ty::Known(Type::Money(MoneyUnit::In(_))) = ty {
            let text = self.cx.text(self.cx.expr(body).span);
            return self.refuse(say::several_currencies(span, &text));
        }
        if let Some(default) = default {
            self.fit(default, ty, body, span)?;
        }
        let mut aggregate = Aggregate {
            function: AggregateFunction::Sum,
            over: AggregateOver::Rows(table),
            body: Some(body.id),
            argument: None,
            owner: selected.owner,
            time: selected.time,
            condition: selected.condition.map(|condition| condition.id),
            correlation: selected.correlation,
            people: selected.people,
            person_where: selected.person_where.map(|condition| condition.id),
            window: selected.window,
            default: default.map(|default| default.id),
            uses: Uses::NONE,
        };
        aggregate.uses = crate::uses::of_aggregate(&self.cx.plan, &aggregate);
        let id = AggregateId(u32::try_from(self.cx.plan.aggregates.len()).unwrap_or(u32::MAX));
        self.cx.plan.aggregates.push(aggregate);
        Some(self.cx.push(ExprKind::Prorated(proration, id), ty, default.is_some_and(|default| default.blank), span))
    }
}

/// A table's name alone, as in `COUNT(Deals where …)`.
fn is_bare(body: &Expr) -> bool {
    matches!(&body.kind, Ast::Name { name: Some(_), path } if path.is_empty())
}
