//! The order of evaluation, the circles that are allowed, and the facts of each node.
//!
//! The nodes of the plan and what they read make a graph. It is condensed into strongly connected parts; a part of one
//! node without a read of itself is a plain step. Any other part must be one of the recursions that the language allows
//! (language.md, section 5, "what may reach itself"); otherwise it is a circle, which is reported whole.

mod facts;
mod parts;
mod reach;
mod reads;

use tiercel_plan::{Node, Plan, Span, Step};

/// A circle that no order of evaluation resolves.
#[derive(Clone, Debug)]
pub(crate) struct Circle {
    /// The nodes in the order in which each reads the next; the last reads the first.
    pub(crate) nodes: Vec<Node>,
    /// Where each node reads the next.
    pub(crate) spans: Vec<Span>,
}

/// Fills the schedule and the facts of a plan; gives the circles found, of which the schedule then leaves out the nodes.
pub(crate) fn order(plan: &mut Plan) -> Vec<Circle> {
    let reads = reads::of_plan(plan);
    let mut circles = Vec::new();
    let mut schedule = Vec::new();
    for part in parts::strongly_connected(&reads) {
        match parts::step(&reads, &part) {
            Ok(step) => schedule.push(step),
            Err(circle) => circles.push(circle),
        }
    }
    plan.facts = facts::of_plan(plan, &reads, &schedule);
    plan.schedule = schedule;
    circles
}

/// The name of a node as a person knows it: `Commission`, `Deals[Points]`, `Credits`.
pub(crate) fn name(plan: &Plan, node: Node) -> String {
    match node {
        Node::Derive(table) => plan.table(table).name.clone(),
        Node::Line(line) => plan.line(line).name.clone(),
        Node::Column(column) => {
            let table = plan.table(column.table);
            let name = table.columns.get(usize::from(column.column)).map_or("", |column| column.name.as_str());
            format!("{}[{}]", table.name, name)
        }
    }
}

/// The nodes of a step, in their order.
pub(crate) fn nodes_of(step: &Step) -> Vec<Node> {
    match step {
        Step::Node(node) => vec![*node],
        Step::Loop { parts, .. } => parts.iter().flat_map(|part| &part.nodes).copied().collect(),
    }
}
