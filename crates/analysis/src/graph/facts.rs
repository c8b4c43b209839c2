//! The facts of each node: what it reads and which partition of the data it needs.

use super::reads::{Reading, What};
use super::{name, nodes_of};
use tiercel_plan::{ColumnKind, ExprId, Node, NodeFacts, Partition, PeopleReach, Plan, Read, Step, TableKind, Uses};
use tiercel_value::Map;

/// Facts in the order of the schedule. A loop is needed as a whole, so its nodes share the widest partition.
pub(crate) fn of_plan(plan: &Plan, reads: &Map<Node, Vec<Reading>>, schedule: &[Step]) -> Vec<NodeFacts> {
    let mut partitions: Map<Node, Partition> = Map::new();
    let mut facts = Vec::new();
    for step in schedule {
        let nodes = nodes_of(step);
        let widest = nodes
            .iter()
            .flat_map(|node| reads.get(node).into_iter().flatten())
            .map(|reading| partition(reading, &partitions))
            .max()
            .unwrap_or(Partition::OwnRows);
        partitions.extend(nodes.iter().map(|node| (*node, widest)));
        facts.extend(nodes.iter().map(|node| of_node(plan, *node, reads, widest)));
    }
    facts
}

fn partition(reading: &Reading, known: &Map<Node, Partition>) -> Partition {
    let reach = match reading.reach.people {
        PeopleReach::Nobody | PeopleReach::Own => Partition::OwnRows,
        PeopleReach::Down | PeopleReach::Up | PeopleReach::Same | PeopleReach::Reference | PeopleReach::Everyone => Partition::Others,
    };
    let read = match reading.what {
        What::Rows(_) => Partition::OwnRows,
        What::Node(node) => {
            let own = if matches!(node, Node::Line(_)) { Partition::OwnCells } else { Partition::OwnRows };
            own.max(known.get(&node).copied().unwrap_or(own))
        }
    };
    reach.max(read)
}

fn of_node(plan: &Plan, node: Node, reads: &Map<Node, Vec<Reading>>, partition: Partition) -> NodeFacts {
    let exprs = formulas(plan, node);
    let inexact = exprs.iter().any(|expr| plan.expr(*expr).inexact);
    let uses = exprs.iter().fold(Uses::NONE, |uses, expr| uses.with(plan.expr(*expr).uses));
    let reads = reads.get(&node).into_iter().flatten().map(read).collect();
    NodeFacts { node, id: name(plan, node), inexact, reads, partition, uses }
}

fn read(reading: &Reading) -> Read {
    let (node, table) = match reading.what {
        What::Node(node) => (Some(node), None),
        What::Rows(table) => (None, Some(table)),
    };
    let reach = reading.reach;
    Read { node, table, people: reach.people, periods: reach.periods, self_included: reach.self_included, sealable: reach.sealable }
}

/// The formulas of a node.
fn formulas(plan: &Plan, node: Node) -> Vec<ExprId> {
    match node {
        Node::Line(line) => {
            plan.line(line).versions.iter().flat_map(|version| version.value.when.into_iter().chain([version.value.formula])).collect()
        }
        Node::Column(column) => match plan.table(column.table).columns.get(usize::from(column.column)).map(|column| &column.kind) {
            Some(ColumnKind::Calculated(formula)) => vec![*formula],
            Some(ColumnKind::Input(_) | ColumnKind::FromClauses(_)) | None => Vec::new(),
        },
        Node::Derive(table) => {
            let table = plan.table(table);
            if !matches!(table.kind, TableKind::Derived(_)) {
                return Vec::new();
            }
            let of_columns = table.columns.iter().filter_map(|column| match &column.kind {
                ColumnKind::FromClauses(exprs) => Some(exprs.clone()),
                ColumnKind::Input(_) | ColumnKind::Calculated(_) => None,
            });
            of_columns.flatten().collect()
        }
    }
}
