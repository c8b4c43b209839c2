//! In which order formulas are typed: what a formula names comes before it. Names are taken as they stand, so the order is
//! a good guess only; the rest is typed when it is asked for.

use crate::cx::{Cx, ScopeId, State};
use crate::names::Declared;
use tiercel_plan::{ColumnRef, Node, TableId};
use tiercel_syntax::ast::{Expr, ExprKind};
use tiercel_value::{Map, order};

/// All nodes with a formula, those read before their readers.
pub(crate) fn order(cx: &Cx<'_>) -> Vec<Node> {
    let nodes = nodes(cx);
    let reads: Map<Node, Vec<Node>> = nodes.iter().map(|node| (*node, reads(cx, *node))).collect();
    let mut done = Vec::new();
    let mut entered: Map<Node, ()> = Map::new();
    for start in nodes {
        if entered.insert(start, ()).is_some() {
            continue;
        }
        // An own stack: a chain of lines may be as long as the plan.
        let mut work = vec![(start, 0usize)];
        while let Some((node, next)) = work.pop() {
            match reads.get(&node).and_then(|reads| reads.get(next)) {
                Some(read) => {
                    work.push((node, next + 1));
                    if entered.insert(*read, ()).is_none() {
                        work.push((*read, 0));
                    }
                }
                None => done.push(node),
            }
        }
    }
    done
}

fn nodes(cx: &Cx<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (table, id) in cx.tables.iter().zip(0u32..) {
        let table_id = TableId(id);
        if !table.ast.clauses.is_empty() {
            nodes.push(Node::Derive(table_id));
        }
        for (column, info) in (0u16..).zip(&table.columns) {
            let at = ColumnRef { table: table_id, column };
            if is_calculated(cx, at) && info.known.state == State::Waiting {
                nodes.push(Node::Column(at));
            }
        }
    }
    nodes.extend(crate::lines::ids(cx).into_iter().map(Node::Line));
    nodes
}

/// A column with a formula that is not of a block.
fn is_calculated(cx: &Cx<'_>, column: ColumnRef) -> bool {
    let blocked = matches!(
        cx.plan.table(column.table).columns.get(usize::from(column.column)).map(|column| &column.kind),
        Some(tiercel_plan::ColumnKind::FromClauses(_))
    );
    let ast = cx.table(column.table).columns.get(usize::from(column.column)).and_then(|column| column.ast);
    !blocked && ast.is_some_and(|ast| ast.formula.is_some())
}

/// The node that gives a column, if it is not read.
fn of_column(cx: &Cx<'_>, column: ColumnRef) -> Option<Node> {
    if is_calculated(cx, column) {
        return Some(Node::Column(column));
    }
    (!cx.table(column.table).ast.clauses.is_empty()).then_some(Node::Derive(column.table))
}

fn reads(cx: &Cx<'_>, node: Node) -> Vec<Node> {
    let mut found = Vec::new();
    let mut of = |expr: &Expr, scope: ScopeId, own: Option<TableId>| names(cx, expr, scope, own, &mut found);
    match node {
        Node::Line(line) => {
            for (version, scope) in &cx.line(line).versions {
                version.when.iter().for_each(|when| of(when, *scope, None));
                of(&version.formula, *scope, None);
            }
        }
        Node::Column(column) => {
            let table = cx.table(column.table);
            let formula = table.columns.get(usize::from(column.column)).and_then(|column| column.ast).and_then(|ast| ast.formula.as_ref());
            formula.iter().for_each(|formula| of(formula, table.scope, Some(column.table)));
        }
        Node::Derive(id) => {
            let table = cx.table(id);
            for clause in &table.ast.clauses {
                clause.condition.iter().for_each(|expr| of(expr, table.scope, None));
                clause.joins.iter().flat_map(|join| &join.on).for_each(|expr| of(expr, table.scope, None));
                clause.group.iter().for_each(|(_, expr)| of(expr, table.scope, None));
                clause.each.iter().for_each(|(_, from, to)| {
                    of(from, table.scope, None);
                    of(to, table.scope, None);
                });
                clause.columns.iter().flat_map(|column| &column.formula).for_each(|expr| of(expr, table.scope, None));
            }
            for clause in &table.ast.clauses {
                for name in std::iter::once(&clause.source).chain(clause.joins.iter().map(|join| &join.table)) {
                    if let Some(source) = cx.table_named(table.scope, &name.text)
                        && !cx.table(source).ast.clauses.is_empty()
                    {
                        found.push(Node::Derive(source));
                    }
                }
            }
        }
    }
    order::sort(&mut found);
    found.dedup();
    found
}

/// What an expression names.
#[expect(clippy::wildcard_enum_match_arm, reason = "looks for a few kinds among all of them")]
fn names(cx: &Cx<'_>, expr: &Expr, scope: ScopeId, own: Option<TableId>, found: &mut Vec<Node>) {
    let mut open = vec![expr];
    let mut parts = Vec::new();
    while let Some(at) = open.pop() {
        match &at.kind {
            ExprKind::Name { name: Some(name), path } => match cx.find(scope, &name.text) {
                Some((Declared::Line(line), _)) => found.push(Node::Line(line)),
                Some((Declared::Table(table), _)) => along(cx, table, path, found),
                Some((Declared::Param(_) | Declared::Tiers(_) | Declared::Matrix(_) | Declared::Rates(_) | Declared::Define(_), _))
                | None => {}
            },
            ExprKind::Name { name: None, path } => {
                if let Some(table) = own {
                    along(cx, table, path, found);
                }
            }
            ExprKind::Payee { path } => along(cx, cx.plan.payees, path, found),
            _ => {}
        }
        crate::expr::children(at, &mut parts);
        open.append(&mut parts);
    }
}

/// The columns along a path, as far as the types written tell.
fn along(cx: &Cx<'_>, table: TableId, path: &[tiercel_syntax::ast::Name], found: &mut Vec<Node>) {
    let mut table = Some(table);
    for name in path {
        let Some(column) = table.and_then(|table| cx.column_named(table, &name.text)) else { return };
        found.extend(of_column(cx, column));
        table = match cx.column_known(column).and_then(|known| known.ty) {
            Some(crate::units::Ty::Known(tiercel_plan::Type::Ref(next))) => Some(next),
            Some(crate::units::Ty::Known(tiercel_plan::Type::Payee)) => Some(cx.plan.payees),
            Some(_) | None => None,
        };
    }
}
