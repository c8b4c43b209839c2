//! `for …`: whose rows or cells an aggregate ranges over.

use super::Lower;
use super::narrowing::{Fact, Of};
use crate::cx::Val;
use crate::diagnostics as say;
use tiercel_plan::{People, Span, Type};
use tiercel_syntax::ast;
use tiercel_value::Grain;

/// The parts of a place that an aggregate changes.
pub(super) struct Saved {
    ranged: Option<tiercel_plan::TableId>,
    of_ranged: bool,
    nested: u32,
    cells: bool,
    down: bool,
    person: bool,
    in_group: bool,
    grain: Grain,
    facts: Vec<Fact>,
    my_facts: Option<Vec<Fact>>,
}

impl Lower<'_, '_> {
    /// The place as it is.
    pub(super) fn save(&self) -> Saved {
        Saved {
            ranged: self.ranged,
            of_ranged: self.of_ranged,
            nested: self.nested,
            cells: self.cells,
            down: self.down,
            person: self.person,
            in_group: self.in_group,
            grain: self.grain,
            facts: self.facts.clone(),
            my_facts: self.my_facts.clone(),
        }
    }

    /// The place as it was.
    pub(super) fn restore(&mut self, saved: Saved) {
        self.ranged = saved.ranged;
        self.of_ranged = saved.of_ranged;
        self.nested = saved.nested;
        self.cells = saved.cells;
        self.down = saved.down;
        self.person = saved.person;
        self.in_group = saved.in_group;
        self.grain = saved.grain;
        self.facts = saved.facts;
        self.my_facts = saved.my_facts;
    }

    /// Moves to a cell that is ranged over.
    pub(super) fn enter_cells(&mut self, grain: Grain, down: bool) {
        if self.my_facts.is_none() {
            self.my_facts = Some(self.facts.clone());
        }
        self.forget(Of::Cell);
        self.forget(Of::Table);
        self.ranged = None;
        self.of_ranged = false;
        self.person = false;
        self.in_group = false;
        self.cells = true;
        self.nested += 1;
        self.grain = grain;
        self.down = down;
    }

    /// A person-condition: at the person ranged over.
    pub(super) fn person_condition(&mut self, condition: Option<&ast::Expr>) -> Option<Option<Val>> {
        let Some(condition) = condition else { return Some(None) };
        let saved = self.save();
        if self.my_facts.is_none() {
            self.my_facts = Some(self.facts.clone());
        }
        self.forget(Of::Cell);
        self.person = true;
        self.cells = true;
        let val = self.expr(condition).and_then(|val| self.truth(val));
        self.restore(saved);
        Some(Some(val?))
    }

    /// `for …`.
    pub(super) fn people(&mut self, people: &ast::People, span: Span) -> Option<People> {
        Some(match people {
            ast::People::Own => {
                self.payee(&[], span)?;
                People::Own
            }
            ast::People::Everyone => People::Everyone,
            ast::People::Reports => self.tree(People::Reports, span)?,
            ast::People::Team => self.tree(People::Team, span)?,
            ast::People::Manager => self.tree(People::Manager, span)?,
            ast::People::Managers => self.tree(People::Managers, span)?,
            ast::People::Levels(from, to) => {
                if *from == 0 || to.is_some_and(|to| to < *from) {
                    return self.refuse(say::levels_order(span));
                }
                self.tree(People::Levels(*from, *to), span)?
            }
            ast::People::Between => {
                if !self.down {
                    return self.refuse(say::between_outside(span));
                }
                self.tree(People::Between, span)?
            }
            ast::People::Same(names) => {
                self.payee(&[], span)?;
                let mut columns = Vec::new();
                let mut sound = true;
                for name in names {
                    match self.cx.column_named(self.cx.plan.payees, &name.text) {
                        Some(column) => {
                            sound = self.cx.column_ty(column, name.span).is_some() && sound;
                            columns.push(column.column);
                        }
                        None => {
                            let diagnostic = say::column_unknown(&self.cx.plan, self.cx.plan.payees, name);
                            self.cx.say(diagnostic);
                            sound = false;
                        }
                    }
                }
                return sound.then_some(People::Same(columns));
            }
            ast::People::Person(person) => {
                let val = self.expr(person)?;
                let val = self.of_type(Val { blank: false, ..val }, Type::Payee)?;
                People::Person(val.id)
            }
        })
    }

    /// The tree of managers must be there, and a payee to start from.
    fn tree(&mut self, people: People, span: Span) -> Option<People> {
        if self.cx.plan.manager.is_none() {
            return self.refuse(say::no_manager_column(span));
        }
        self.payee(&[], span)?;
        self.needs_time(span)?;
        Some(people)
    }
}

/// Whether people are further down the tree.
pub(super) fn goes_down(people: &People) -> bool {
    match people {
        People::Reports | People::Team | People::Levels(..) | People::Between => true,
        People::Own | People::Manager | People::Managers | People::Everyone | People::Same(_) | People::Person(_) => false,
    }
}
