//! Tiers, matrices and decision tables: their first declarations, and what amends them from a day on.

use super::{Base, Pass, insert};
use crate::cx::GridInfo;
use crate::diagnostics as say;
use crate::grids::{self, GridColumn, GridContext, GridType};
use crate::names::Declared;
use crate::units::Ty;
use tiercel_plan::{Dated, Matrix, MatrixId, OutputColumn, Rates, RatesId, Tiers, TiersId, Type};
use tiercel_syntax::ast::{self, Declaration};

impl<'a> Pass<'_, 'a> {
    /// The type of a column of a grid.
    fn grid_ty(&mut self, column: &GridColumn, owner: &str) -> Option<Ty> {
        match column.ty {
            GridType::Known(ty) => Some(Ty::Known(ty)),
            GridType::Open => Some(Ty::Open(self.cx.units.named(&format!("{owner}[{}]", column.name)))),
            GridType::Any => None,
        }
    }

    fn grid_info(&mut self, inputs: &[&GridColumn], outputs: &[&GridColumn], owner: &str, sound: bool) -> GridInfo {
        let inputs = inputs.iter().map(|column| self.grid_ty(column, owner)).collect();
        let mut types = Vec::new();
        for column in outputs {
            let ty = self.grid_ty(column, owner).unwrap_or(Ty::Known(Type::Number));
            types.push(ty);
        }
        GridInfo { inputs, outputs: types, sound, calls: Vec::new() }
    }

    pub(super) fn tiers(&mut self, grid: &'a ast::Grid, declaration: &Declaration) {
        let context = GridContext { currencies: &self.cx.plan.currencies, in_use: &self.cx.in_use, year_from: self.cx.plan.time.year_from };
        let part = grids::tiers(&context, grid, &mut self.cx.diagnostics);
        let base = self.base(&grid.name, grid.from);
        let target = match base {
            Base::Nothing => return,
            Base::New => None,
            Base::Own(Declared::Tiers(known)) => Some(known),
            Base::Used(Declared::Tiers(known)) => {
                let id = TiersId(u32::try_from(self.cx.plan.tiers.len()).unwrap_or(u32::MAX));
                let copy = self.cx.plan.tiers_of(known).clone();
                self.cx.plan.tiers.push(copy);
                if let Some(info) = self.cx.tiers.get(known.index()).cloned() {
                    self.cx.tiers.push(info);
                }
                self.amended(&grid.name.text, Declared::Tiers(id), grid.name.span);
                Some(id)
            }
            Base::Own(_) | Base::Used(_) => return self.cx.say(say::amends_another_kind(&grid.name)),
        };
        match (target, part) {
            (None, part) => {
                let id = TiersId(u32::try_from(self.cx.plan.tiers.len()).unwrap_or(u32::MAX));
                let info = match &part {
                    Some(part) => self.grid_info(&[&part.threshold], &part.outputs.iter().collect::<Vec<_>>(), &grid.name.text, true),
                    None => self.grid_info(&[], &[], &grid.name.text, false),
                };
                self.cx.tiers.push(info);
                let (threshold, outputs, versions) = match part {
                    Some(part) => (part.threshold.name, outputs_of(&part.outputs), vec![Dated { from: None, value: part.body }]),
                    None => (String::new(), Vec::new(), Vec::new()),
                };
                self.cx.plan.tiers.push(Tiers {
                    name: grid.name.text.clone(),
                    doc: declaration.doc.clone(),
                    unit: self.unit,
                    threshold,
                    threshold_type: Type::Number,
                    outputs,
                    versions,
                    span: grid.name.span,
                });
                self.name(&grid.name.text, Declared::Tiers(id), grid.name.span);
            }
            (Some(id), Some(part)) => {
                let same =
                    self.cx.plan.tiers_of(id).outputs.iter().map(|output| &output.name).eq(part.outputs.iter().map(|output| &output.name));
                let sound = self.cx.tiers.get(id.index()).is_some_and(|info| info.sound);
                if sound && !same {
                    return self.cx.say(say::amends_other_columns(&grid.name, self.cx.plan.tiers_of(id).span));
                }
                let columns: Vec<&GridColumn> = std::iter::once(&part.threshold).chain(&part.outputs).collect();
                let known: Vec<Option<Ty>> = self
                    .cx
                    .tiers
                    .get(id.index())
                    .map(|info| info.inputs.iter().copied().chain(info.outputs.iter().map(|ty| Some(*ty))).collect())
                    .unwrap_or_default();
                self.same_types(&known, &columns);
                if let (Some(tiers), Some(from)) = (self.cx.plan.tiers.get_mut(id.index()), grid.from)
                    && !insert(&mut tiers.versions, from, part.body)
                {
                    self.cx.say(say::amended_twice(&grid.name));
                }
            }
            (Some(_), None) => {}
        }
    }

    pub(super) fn matrix(&mut self, grid: &'a ast::Grid, axes: &'a [ast::Name; 2], declaration: &Declaration) {
        let context = GridContext { currencies: &self.cx.plan.currencies, in_use: &self.cx.in_use, year_from: self.cx.plan.time.year_from };
        let part = grids::matrix(&context, grid, axes, &mut self.cx.diagnostics);
        let target = match self.base(&grid.name, grid.from) {
            Base::Nothing => return,
            Base::New => None,
            Base::Own(Declared::Matrix(known)) => Some(known),
            Base::Used(Declared::Matrix(known)) => {
                let id = MatrixId(u32::try_from(self.cx.plan.matrices.len()).unwrap_or(u32::MAX));
                let copy = self.cx.plan.matrix(known).clone();
                self.cx.plan.matrices.push(copy);
                if let Some(info) = self.cx.matrices.get(known.index()).cloned() {
                    self.cx.matrices.push(info);
                }
                self.amended(&grid.name.text, Declared::Matrix(id), grid.name.span);
                Some(id)
            }
            Base::Own(_) | Base::Used(_) => return self.cx.say(say::amends_another_kind(&grid.name)),
        };
        match (target, part) {
            (None, part) => {
                let id = MatrixId(u32::try_from(self.cx.plan.matrices.len()).unwrap_or(u32::MAX));
                let info = match &part {
                    Some(part) => {
                        let [row, column] = &part.axes;
                        self.grid_info(&[row, column], &[&part.output], &grid.name.text, true)
                    }
                    None => self.grid_info(&[], &[], &grid.name.text, false),
                };
                self.cx.matrices.push(info);
                let [row, column] = axes;
                let versions = part.map(|part| Dated { from: None, value: part.body }).into_iter().collect();
                self.cx.plan.matrices.push(Matrix {
                    name: grid.name.text.clone(),
                    doc: declaration.doc.clone(),
                    unit: self.unit,
                    axes: [(row.text.clone(), Type::Number), (column.text.clone(), Type::Number)],
                    output: Type::Number,
                    versions,
                    span: grid.name.span,
                });
                self.name(&grid.name.text, Declared::Matrix(id), grid.name.span);
            }
            (Some(id), Some(part)) => {
                let [row, column] = &part.axes;
                let known: Vec<Option<Ty>> = self
                    .cx
                    .matrices
                    .get(id.index())
                    .map(|info| info.inputs.iter().copied().chain(info.outputs.iter().map(|ty| Some(*ty))).collect())
                    .unwrap_or_default();
                self.same_types(&known, &[row, column, &part.output]);
                if let (Some(matrix), Some(from)) = (self.cx.plan.matrices.get_mut(id.index()), grid.from)
                    && !insert(&mut matrix.versions, from, part.body)
                {
                    self.cx.say(say::amended_twice(&grid.name));
                }
            }
            (Some(_), None) => {}
        }
    }

    pub(super) fn rates(&mut self, grid: &'a ast::Grid, first: bool, declaration: &Declaration) {
        if crate::expr::is_builtin(&grid.name.text) {
            return self.cx.say(say::name_of_a_function(&grid.name));
        }
        let context = GridContext { currencies: &self.cx.plan.currencies, in_use: &self.cx.in_use, year_from: self.cx.plan.time.year_from };
        let part = grids::rates(&context, grid, &mut self.cx.diagnostics);
        let target = match self.base(&grid.name, grid.from) {
            Base::Nothing => return,
            Base::New => None,
            Base::Own(Declared::Rates(known)) => Some(known),
            Base::Used(Declared::Rates(known)) => {
                let id = RatesId(u32::try_from(self.cx.plan.rates.len()).unwrap_or(u32::MAX));
                let copy = self.cx.plan.rates_of(known).clone();
                self.cx.plan.rates.push(copy);
                if let Some(info) = self.cx.rates.get(known.index()).cloned() {
                    self.cx.rates.push(info);
                }
                self.amended(&grid.name.text, Declared::Rates(id), grid.name.span);
                Some(id)
            }
            Base::Own(_) | Base::Used(_) => return self.cx.say(say::amends_another_kind(&grid.name)),
        };
        match (target, part) {
            (None, part) => {
                let id = RatesId(u32::try_from(self.cx.plan.rates.len()).unwrap_or(u32::MAX));
                let info = match &part {
                    Some(part) => {
                        let conditions: Vec<&GridColumn> = part.conditions.iter().collect();
                        let outputs: Vec<&GridColumn> = part.outputs.iter().collect();
                        self.grid_info(&conditions, &outputs, &grid.name.text, true)
                    }
                    None => self.grid_info(&[], &[], &grid.name.text, false),
                };
                self.cx.rates.push(info);
                let (conditions, outputs, versions) = match part {
                    Some(part) => (outputs_of(&part.conditions), outputs_of(&part.outputs), vec![Dated { from: None, value: part.rows }]),
                    None => (Vec::new(), Vec::new(), Vec::new()),
                };
                self.cx.plan.rates.push(Rates {
                    name: grid.name.text.clone(),
                    doc: declaration.doc.clone(),
                    unit: self.unit,
                    conditions,
                    outputs,
                    first,
                    versions,
                    span: grid.name.span,
                });
                self.name(&grid.name.text, Declared::Rates(id), grid.name.span);
            }
            (Some(id), Some(part)) => {
                let rates = self.cx.plan.rates_of(id);
                let same = rates.outputs.iter().map(|output| &output.name).eq(part.outputs.iter().map(|output| &output.name))
                    && rates.conditions.iter().map(|output| &output.name).eq(part.conditions.iter().map(|output| &output.name));
                let sound = self.cx.rates.get(id.index()).is_some_and(|info| info.sound);
                if sound && !same {
                    return self.cx.say(say::amends_other_columns(&grid.name, self.cx.plan.rates_of(id).span));
                }
                let columns: Vec<&GridColumn> = part.conditions.iter().chain(&part.outputs).collect();
                let known: Vec<Option<Ty>> = self
                    .cx
                    .rates
                    .get(id.index())
                    .map(|info| info.inputs.iter().copied().chain(info.outputs.iter().map(|ty| Some(*ty))).collect())
                    .unwrap_or_default();
                self.same_types(&known, &columns);
                if let (Some(rates), Some(from)) = (self.cx.plan.rates.get_mut(id.index()), grid.from)
                    && !insert(&mut rates.versions, from, part.rows)
                {
                    self.cx.say(say::amended_twice(&grid.name));
                }
            }
            (Some(_), None) => {}
        }
    }

    /// The columns of what amends have the types of what they amend.
    fn same_types(&mut self, known: &[Option<Ty>], columns: &[&GridColumn]) {
        for (known, column) in known.iter().zip(columns) {
            let (Some(known), GridType::Known(ty)) = (known, column.ty) else { continue };
            match self.cx.units.now(*known) {
                Ty::Open(var) => {
                    if let Err(conflict) = self.cx.units.bind(var, ty, column.span) {
                        self.cx.conflict(&conflict);
                    }
                }
                Ty::Known(before) if before == ty || (before.is_numeric() && ty.is_numeric() && !is_money(before) && !is_money(ty)) => {}
                Ty::Known(before) => {
                    let (before, now) = (self.cx.words(before), self.cx.words(ty));
                    self.cx.say(say::amends_another_type(column.span, &before, &now));
                }
                Ty::Blank => {}
            }
        }
    }
}

fn outputs_of(columns: &[GridColumn]) -> Vec<OutputColumn> {
    columns.iter().map(|column| OutputColumn { name: column.name.clone(), ty: Type::Number }).collect()
}

fn is_money(ty: Type) -> bool {
    matches!(ty, Type::Money(_))
}
