//! Matrices: two thresholds and a grid of values.

use super::cells::{Column, output, split};
use super::tiers::Bounds;
use super::{GridContext, MatrixPart};
use tiercel_plan::MatrixBody;
use tiercel_syntax::{Diagnostic, ast};

/// Reads a matrix: the first row has the column bounds (its first cell is empty or wording), each other row its bound and
/// values.
pub(crate) fn matrix(
    cx: &GridContext<'_>,
    grid: &ast::Grid,
    axes: &[ast::Name; 2],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<MatrixPart> {
    let before = diagnostics.len();
    let (heading, lines) = split(grid, diagnostics)?;
    let [mut row_axis, mut column_axis] = axes.each_ref().map(Column::new);
    let mut values = Column::new(&grid.name);
    let mut bounds = Bounds::default();
    let columns: Vec<_> = heading.cells.iter().skip(1).filter_map(|cell| bounds.next(cx, cell, &mut column_axis, diagnostics)).collect();
    if heading.cells.len() < 2 {
        diagnostics.push(Diagnostic::error("matrix-no-columns", heading.span));
    }
    let mut bounds = Bounds::default();
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    for line in lines {
        let Some((bound, outputs)) = line.cells.split_first() else { continue };
        rows.extend(bounds.next(cx, bound, &mut row_axis, diagnostics));
        let mut row = Vec::new();
        for cell in outputs {
            if let Some(literal) = output(cx, cell, diagnostics) {
                values.see(&literal, diagnostics);
                row.push(literal.value);
            }
        }
        cells.push(row);
    }
    (diagnostics.len() == before).then(|| MatrixPart {
        axes: [row_axis.finish(), column_axis.finish()],
        output: values.finish(),
        body: MatrixBody { rows, columns, cells },
    })
}
